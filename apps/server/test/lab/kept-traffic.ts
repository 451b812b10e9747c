// Traffic of one lab in a family, for as long as a test file takes: a lab that is not heard of for 10 s has none any more.
import { routes } from "@hydra/protocol";

const RENEW_MS = 3_000;

/** A hundred hits a second, until it is disposed of. */
export async function keepTraffic(serverUrl: string, familyId: string): Promise<Disposable> {
  const body = JSON.stringify({ labId: "one", hitsPerSecond: 100, bots: 5, seed: 1 });
  const headers = { "content-type": "application/json" };
  const ask = (): Promise<Response> =>
    fetch(serverUrl + routes.labTraffic(familyId), { method: "PUT", headers, body });
  await ask();
  const renewing = setInterval(() => void ask(), RENEW_MS);
  return { [Symbol.dispose]: () => clearInterval(renewing) };
}
