import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routes, type JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepSecret } from "../../src/plugins/session-secret.ts";
import { expectInjectedProblem } from "../problem.ts";
import { bearer, SECRET, TestApp } from "../test-app.ts";

let server: TestApp;
let player: JoinAnswer;
beforeAll(async () => {
  server = await TestApp.open();
  player = await server.begin();
});
afterAll(() => server[Symbol.asyncDispose]());

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token by RFC 7519, made without the server's library. */
function sign(payload: object, { secret = SECRET, header = {}, hash = "sha256" } = {}): string {
  const text = `${encode({ alg: "HS256", typ: "JWT", ...header })}.${encode(payload)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest("base64url")}`;
}

const seconds = (): number => Math.floor(Date.now() / 1_000);
const me = (headers: Record<string, string>): ReturnType<TestApp["get"]> =>
  server.get(routes.me(player.familyId), headers);

describe("[PR3] a session", () => {
  it("is a token that anybody with the secret could have signed", async () => {
    const { playerId, familyId } = player;
    const answer = await me(bearer(sign({ playerId, familyId, exp: seconds() + 60 })));
    expect(answer.json()).toMatchObject({ playerId });
  });

  it("ends", async () => {
    const { playerId, familyId } = player;
    expectInjectedProblem(
      await me(bearer(sign({ playerId, familyId, exp: seconds() - 1 }))),
      "unauthenticated",
    );
    const payload = player.token.split(".")[1] ?? "";
    const [, exp] = /"exp":(\d+)/.exec(Buffer.from(payload, "base64url").toString()) ?? [];
    expect(Number(exp)).toBeGreaterThan(seconds());
  });

  it("counts in its own family only", async () => {
    const other = await server.createFamily();
    expectInjectedProblem(await server.get(routes.me(other), bearer(player.token)), "unauthenticated");
    const command = { commandId: "x", skill: "slash" };
    expectInjectedProblem(
      await server.post(routes.attacks(other), command, bearer(player.token)),
      "unauthenticated",
    );
  });

  it("of a player that this log does not have is not one", async () => {
    const { familyId } = player;
    expectInjectedProblem(await me(bearer(sign({ playerId: "nobody", familyId }))), "unknown-player");
  });

  const forgeries: [string, () => Record<string, string>][] = [
    ["another secret", () => bearer(sign({ ...player }, { secret: "x".repeat(40) }))],
    ["no algorithm", () => bearer(`${encode({ alg: "none", typ: "JWT" })}.${encode({ ...player })}.`)],
    ["no algorithm, but a signature", () => bearer(sign({ ...player }, { header: { alg: "none" } }))],
    [
      "an algorithm that is not ours",
      () => bearer(sign({ ...player }, { header: { alg: "HS512" }, hash: "sha512" })),
    ],
    [
      "a changed payload",
      () => bearer(player.token.replace(/\.[^.]+\./, `.${encode({ ...player, playerId: "x" })}.`)),
    ],
    ["half a token", () => bearer(player.token.slice(0, player.token.length / 2))],
    ["a payload without a family", () => bearer(sign({ playerId: player.playerId }))],
    ["a payload of other types", () => bearer(sign({ playerId: 7, familyId: player.familyId }))],
    ["nothing", () => ({ authorization: "Bearer " })],
    ["a long nothing", () => bearer("x".repeat(10_000))],
    ["another scheme", () => ({ authorization: `Basic ${player.token}` })],
    [
      "a forged cookie",
      () => ({ cookie: `hydra_session=${sign({ ...player }, { secret: "x".repeat(40) })}` }),
    ],
    ["another cookie", () => ({ cookie: `session=${player.token}` })],
  ];
  it.each(forgeries)("does not come of %s", async (_what, headers) => {
    expectInjectedProblem(await me(headers()), "unauthenticated");
  });

  it("is the cookie's where a proxy has used the Authorization header for itself", async () => {
    const answer = await me({ authorization: "Basic dXNlcjpwYXNz", cookie: `hydra_session=${player.token}` });
    expect(answer.statusCode).toBe(200);
  });
});

describe("the kept secret", () => {
  it("is made once, is long, and is its owner's to read", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-secret-"));
    const secret = await keepSecret(dataDir);
    expect(await keepSecret(dataDir)).toBe(secret);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect((await stat(join(dataDir, "session-secret"))).mode & 0o777).toBe(0o600);
    await rm(dataDir, { recursive: true });
  });

  it("is not taken when a crash has cut it short", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-secret-"));
    const path = join(dataDir, "session-secret");
    for (const rest of ["", (await keepSecret(dataDir)).slice(0, 10)]) {
      await writeFile(path, rest);
      await expect(keepSecret(dataDir)).rejects.toThrow("damaged");
      expect(await readFile(path, "utf8")).toBe(rest);
    }
    await rm(dataDir, { recursive: true });
  });
});
