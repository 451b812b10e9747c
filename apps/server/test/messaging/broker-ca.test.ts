// The file of the authority that a broker's certificate is from: what is none stops the start, not every connection after it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/environment.ts";
import { openProvider } from "../../src/messaging/providers.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hydra-ca-"));
});
afterAll(() => rm(folder, { recursive: true }));

const [first = "", second = ""] = rootCertificates;
const broken = first.replace(/^(?!-).{20}/m, "AAAA");

async function open(name: string, text: string): Promise<void> {
  const caFile = join(folder, name);
  await writeFile(caFile, text);
  const url = "mqtts://127.0.0.1:9";
  const client = { url: "wss://127.0.0.1:9" };
  const messaging = { type: "broker", url, caFile, client } as const;
  const opened = await openProvider({ messaging, dataDir: folder }, () => undefined);
  await opened?.provider.close();
}

describe("[MS46] a certificate authority", () => {
  it.each([
    ["an empty file", ""],
    ["a file of something else", "vm\n"],
    ["a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"],
    ["half a certificate", first.slice(0, 400)],
    ["a broken certificate", broken],
    ["a broken certificate after a whole one", `${first}\n${broken}`],
  ])("that is %s stops the start in one line", async (name, text) => {
    const opening = open(name, text);
    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toThrow(/^MESSAGING_CA [^\n]+$/);
  });

  it("may be several, with words around them", async () => {
    await open("bundle", `# authorities\n${first}\nanother\n${second}\n`);
  });
});
