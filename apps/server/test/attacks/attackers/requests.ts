// One client that makes many requests, each after the answer of one before.
import { Agent, request } from "node:http";
import { ATTACKER_ADDRESS, type Victim } from "./victim.ts";

/** A `#` in any text is the request's number. */
export interface Requests {
  readonly count: number;
  readonly atOnce: number;
  readonly method: "POST" | "PUT" | "GET";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of players, whose turn it is one after the other. */
  readonly tokens?: readonly string[];
}

export interface RequestsReport {
  readonly statuses: Record<string, number>;
  /** Of problem details. */
  readonly codes: Record<string, number>;
  readonly seconds: number;
}

export async function makeRequests({ port }: Victim, kind: Requests): Promise<RequestsReport> {
  const { count, atOnce } = kind;
  const startedAt = performance.now();
  const report = { statuses: {} as Record<string, number>, codes: {} as Record<string, number> };
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let made = 0;
  const one = async (): Promise<void> => {
    while (made < count) {
      made += 1;
      const { status, text } = await ask(agent, port, numbered(kind, made));
      report.statuses[status] = (report.statuses[status] ?? 0) + 1;
      const [, code] = /"code":"([a-z-]+)"/.exec(text) ?? [];
      if (code !== undefined) report.codes[code] = (report.codes[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  agent.destroy();
  return { ...report, seconds: (performance.now() - startedAt) / 1_000 };
}

function numbered({ tokens, ...kind }: Requests, number: number): Requests {
  const own = JSON.parse(JSON.stringify(kind).replaceAll("#", String(number))) as Requests;
  const token = tokens?.[number % tokens.length];
  if (token === undefined) return own;
  return { ...own, headers: { ...own.headers, authorization: `Bearer ${token}` } };
}

function ask(agent: Agent, port: number, kind: Requests): Promise<{ status: number; text: string }> {
  const { method, path, headers = {}, body = "" } = kind;
  return new Promise((resolve) => {
    const place = { agent, port, host: "127.0.0.1", localAddress: ATTACKER_ADDRESS };
    const fields = { "content-type": "application/json", "content-length": body.length, ...headers };
    const asked = request({ ...place, method, path, headers: fields }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("close", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    // Cut: status 0.
    asked.on("error", () => resolve({ status: 0, text: "" }));
    asked.end(body);
  });
}
