import { createHmac } from "node:crypto";
import { routes, type JoinAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cookieValues, serverCookieName } from "../../src/plugins/cookies.ts";
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

/** What the server calls its cookie. */
const NAME = serverCookieName("hydra_session", SECRET);
const forged = (): string => sign({ ...player }, { secret: "x".repeat(40) });
const cookies = (values: readonly string[], name = NAME): string =>
  values.map((value) => `${name}=${value}`).join("; ");
const garbage = (count: number): string[] => Array.from({ length: count }, (_, n) => `${forged()}${n}`);

const seconds = (): number => Math.floor(Date.now() / 1_000);
const me = (headers: Record<string, string>): ReturnType<TestApp["get"]> =>
  server.get(routes.me(player.familyId), headers);

describe("[PR3] a session", () => {
  it("is a token that any holder of the secret could have signed", async () => {
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
    ["a forged cookie", () => ({ cookie: `hydra_session=${forged()}` })],
    ["a forged cookie of this server's name", () => ({ cookie: `${NAME}=${forged()}` })],
    ["another server's cookie", () => ({ cookie: `hydra_session_00000000=${player.token}` })],
    ["a name that ends like it", () => ({ cookie: `x${NAME}=${player.token}` })],
    ["a good cookie behind more than are tried", () => ({ cookie: cookies([...garbage(2), player.token]) })],
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

describe("[PR3] of several cookies the first good one counts:", () => {
  const other = (): string => sign({ playerId: player.playerId, familyId: "another" });
  it.each<[string, () => string]>([
    ["behind another server's", () => cookies([forged(), player.token])],
    ["behind an empty one", () => cookies(["", player.token])],
    ["behind one that is no token", () => cookies(["a.b.c", player.token])],
    ["behind another family's", () => cookies([other(), player.token])],
    ["behind an expired one", () => cookies([sign({ ...player, exp: seconds() - 1 }), player.token])],
    ["among others, with odd spaces", () => `a=b;  ${NAME}=${player.token} ;c=d`],
    ["of the old name", () => cookies([forged(), player.token], "hydra_session")],
    [
      "of the old name, where the new one is full of garbage",
      () => `${cookies(garbage(50))}; hydra_session=${player.token}`,
    ],
  ])("%s", async (_what, cookie) => {
    expect((await me({ cookie: cookie() })).json()).toMatchObject({ playerId: player.playerId });
  });

  it("the server's own name before the old one", async () => {
    const second = await server.join(player.familyId);
    const cookie = `hydra_session=${player.token}; ${NAME}=${second.token}`;
    expect((await me({ cookie })).json()).toMatchObject({ playerId: second.playerId });
  });

  it("a bounded number of each is tried", () => {
    const header = `${cookies(garbage(50))}; ${cookies(garbage(50), "hydra_session")}`;
    expect(cookieValues(header, [NAME, "hydra_session"], 2)).toHaveLength(4);
  });

  it("pairs are separated by the semicolons between them", () => {
    const header = "x; a=a=1 ;b=a=0;xa=0;; \t a=2\t;a=3";
    expect(cookieValues(header, ["a"], 2)).toEqual(["a=1", "2"]);
    expect(cookieValues("a=1", ["a", "b"], 2)).toEqual(["1"]);
    expect(cookieValues("a", ["a"], 2)).toEqual([]);
  });
});

describe("[PR3] the cookie's name", () => {
  it("distinguishes servers of one host, and is one for all nodes of a secret", async () => {
    expect(NAME).toMatch(/^hydra_session_[0-9a-f]{8}$/);
    expect(serverCookieName("hydra_session", SECRET)).toBe(NAME);
    expect(serverCookieName("hydra_session", `${SECRET}x`)).not.toBe(NAME);
    await using neighbour = await TestApp.open({ sessionSecret: "a secret of the server on the next port" });
    const join = async (app: TestApp): Promise<string[]> =>
      (await app.post(routes.players(await app.createFamily()), { name: "x" })).cookies.map(
        ({ name }) => name,
      );
    expect(await join(server)).toEqual([NAME]);
    expect(await join(neighbour)).not.toEqual([NAME]);
  });

  it("of old is taken back when its player joins again, and not another server's", async () => {
    const join = (token: string): ReturnType<TestApp["post"]> =>
      server.post(routes.players(player.familyId), { name: "x" }, { cookie: `hydra_session=${token}` });
    const [own, old, ...more] = (await join(player.token)).cookies;
    expect(more).toEqual([]);
    expect(own).toMatchObject({ name: NAME, path: routes.family(player.familyId) });
    expect(old).toMatchObject({ name: "hydra_session", value: "", path: routes.family(player.familyId) });
    expect(old?.expires?.getTime()).toBe(0);
    expect((await join(forged())).cookies.map(({ name }) => name)).toEqual([NAME]);
  });
});
