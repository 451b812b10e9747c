// The page's part in the family, and that all tabs of a browser are one person.
import { describe, expect, it, vi } from "vitest";
import { ProtocolError, type JoinAnswer, type PlayerAnswer } from "@hydra/protocol";
import type { JoinedPlayer } from "../../src/stores/joined.ts";
import { createSession, type Session, type SessionOptions } from "../../src/stores/session.ts";

const ME: PlayerAnswer = { playerId: "p", name: "Ada", damage: 30, hits: 2, rank: 140, around: [] };
const JOINED: JoinAnswer = { playerId: "p", familyId: "f", name: "Ada", token: "t" };
const SPECTATOR = { type: "spectator", isJoining: false, problem: undefined };

/** A browser with the cookie of a player; all calls are listed in order. */
function createBrowser(given: { joined?: JoinedPlayer; cookie?: string | null } = {}) {
  const log: string[] = [];
  const jar = { joined: given.joined, cookie: given.cookie ?? null };
  const options: SessionOptions = {
    joined: () => jar.joined,
    mark(playerId) {
      log.push(`mark ${playerId}`);
      if (jar.joined !== undefined) jar.joined = playerId;
    },
    getMe() {
      log.push("ask");
      const { cookie } = jar;
      return cookie === null
        ? Promise.reject(new ProtocolError("unauthenticated"))
        : Promise.resolve({ ...ME, playerId: cookie });
    },
    join() {
      log.push("join");
      jar.cookie = "p";
      return Promise.resolve(JOINED);
    },
    onRenewed: () => log.push("renew"),
  };
  return { jar, log, options };
}

async function createPlayer(cookie = "p") {
  const browser = createBrowser({ joined: cookie, cookie });
  const session = createSession(browser.options);
  await session.check();
  browser.log.length = 0;
  return { ...browser, session };
}

const playerOf = ({ store }: Session): string | undefined => {
  const state = store.getState();
  return state.type === "player" ? state.me.playerId : undefined;
};

describe("check", () => {
  it("does not ask for a session where there was none", async () => {
    const { options, log } = createBrowser({ joined: null });
    const session = createSession(options);
    expect(await session.check()).toBe(true);
    expect(session.store.getState()).toEqual(SPECTATOR);
    expect(log).toEqual([]);
  });

  it("finds the player again, over connections that carry that session already", async () => {
    const { options, log } = createBrowser({ joined: "p", cookie: "p" });
    const session = createSession(options);
    await session.check();
    expect(session.store.getState()).toEqual({ type: "player", me: ME, isNew: false });
    expect(log).toEqual(["ask"]);
  });

  it("asks where the browser keeps nothing", async () => {
    const { options } = createBrowser({ joined: undefined, cookie: "p" });
    const session = createSession(options);
    await session.check();
    expect(playerOf(session)).toBe("p");
  });

  it("becomes a spectator when the server has forgotten the player, and reports that", async () => {
    const { options, log } = createBrowser({ joined: "p", cookie: null });
    const session = createSession(options);
    expect(await session.check()).toBe(true);
    expect(session.store.getState()).toEqual(SPECTATOR);
    expect(log).toEqual(["ask", "mark null"]);
  });

  it("is undecided while the server cannot be reached", async () => {
    const { options } = createBrowser({ joined: "p" });
    const getMe = () => Promise.reject(new ProtocolError("unavailable"));
    const session = createSession({ ...options, getMe });
    expect(await session.check()).toBe(false);
    expect(session.store.getState()).toEqual({ type: "checking" });
  });
});

describe("join", () => {
  it("renews the session before the page may strike, and asks which player it is before other tabs get it", async () => {
    const { options, log } = createBrowser({ joined: null });
    const session = createSession(options);
    await session.check();
    session.store.subscribe(({ type }) => log.push(type));
    await session.join("Ada");
    expect(log).toEqual(["spectator", "join", "ask", "renew", "player", "mark p", "player"]);
    expect(session.store.getState()).toMatchObject({ type: "player", isNew: true, me: { name: "Ada" } });
  });

  it("is the player of the join that was answered last, when two tabs join at once", async () => {
    const { options, jar } = createBrowser({ joined: null });
    const session = createSession(options);
    await session.check();
    const joining = session.join("Ada");
    // The other tab's answer came later: its cookie is in the jar.
    jar.cookie = "q";
    await joining;
    expect(playerOf(session)).toBe("q");
    expect(jar.joined).toBe("q");
  });

  it("becomes the player that another tab joined as, when its own join fails", async () => {
    const { options, jar } = createBrowser({ joined: null });
    const refused = Promise.withResolvers<JoinAnswer>();
    const session = createSession({ ...options, join: () => refused.promise });
    await session.check();
    const joining = session.join("Ada");
    [jar.cookie, jar.joined] = ["q", "q"];
    expect(await session.follow("q")).toBe(true);
    expect(session.store.getState()).toMatchObject({ type: "spectator", isJoining: true });
    refused.reject(new ProtocolError("rate-limited"));
    await joining;
    expect(playerOf(session)).toBe("q");
  });

  it("counts although the server cannot be asked afterwards", async () => {
    const { options, log } = createBrowser({ joined: null });
    const getMe = () => Promise.reject(new ProtocolError("unavailable"));
    const session = createSession({ ...options, getMe });
    await session.join("Ada");
    expect(session.store.getState()).toMatchObject({
      type: "player",
      isNew: true,
      me: { playerId: "p", name: "Ada", rank: null },
    });
    expect(log).toEqual(["join", "renew", "mark p"]);
  });

  it("fails where the browser keeps no cookie", async () => {
    const { options } = createBrowser({ joined: null });
    const session = createSession({ ...options, join: () => Promise.resolve(JOINED) });
    await session.join("Ada");
    expect(session.store.getState()).toEqual({ ...SPECTATOR, problem: "unauthenticated" });
  });

  it("shows by code why it failed", async () => {
    const { options } = createBrowser({ joined: null });
    const join = () => Promise.reject(new ProtocolError("rate-limited"));
    const session = createSession({ ...options, join });
    await session.join("Ada");
    expect(session.store.getState()).toEqual({ ...SPECTATOR, problem: "rate-limited" });
  });
});

describe("another tab", () => {
  it("that joins makes a spectator that player, with a session renewed before", async () => {
    const { options, jar, log } = createBrowser({ joined: null });
    const session = createSession(options);
    await session.check();
    session.store.subscribe(({ type }) => log.push(type));
    [jar.cookie, jar.joined] = ["q", "q"];
    await session.follow("q");
    expect(log).toEqual(["ask", "renew", "player"]);
    expect(session.store.getState()).toMatchObject({ me: { playerId: "q" }, isNew: false });
  });

  it("that joins as another player makes this one that player", async () => {
    const { session, jar, log } = await createPlayer();
    jar.cookie = "q";
    await session.follow("q");
    expect(playerOf(session)).toBe("q");
    expect(log).toEqual(["ask", "renew", "mark q"]);
  });

  it("that found the player gone makes a spectator, if the server answers so too", async () => {
    const { session, jar, log } = await createPlayer();
    await session.follow(null);
    expect(playerOf(session)).toBe("p");
    expect(log).toEqual(["ask"]);
    [jar.cookie, jar.joined] = [null, null];
    log.length = 0;
    await session.follow(null);
    expect(session.store.getState()).toEqual(SPECTATOR);
    expect(log).toEqual(["ask", "renew"]);
  });

  it.each(["p", undefined])("that reports %s as known already changes nothing", async (playerId) => {
    const { session, log } = await createPlayer();
    await session.follow(playerId);
    expect(playerOf(session)).toBe("p");
    expect(log).toEqual(playerId === undefined ? ["ask"] : []);
  });

  it("that joins before the first answer renews the session, which connections may have missed", async () => {
    const { options, jar, log } = createBrowser({ joined: "p", cookie: "p" });
    const session = createSession(options);
    const old = Promise.withResolvers<PlayerAnswer>();
    vi.spyOn(options, "getMe").mockReturnValueOnce(old.promise);
    const checking = session.check();
    [jar.cookie, jar.joined] = ["q", "q"];
    const following = session.follow("q");
    old.resolve(ME);
    await Promise.all([checking, following]);
    expect(playerOf(session)).toBe("q");
    expect(log).toEqual(["ask", "renew"]);
  });

  it("that reports the same twice is answered by one question", async () => {
    const { session, jar, log } = await createPlayer();
    jar.cookie = "q";
    await Promise.all([session.follow("q"), session.follow("q")]);
    expect(log.filter((entry) => entry === "ask")).toHaveLength(1);
    expect(playerOf(session)).toBe("q");
  });

  it("that joins while an older question is under way is asked for again", async () => {
    const { session, jar, options } = await createPlayer();
    const old = Promise.withResolvers<PlayerAnswer>();
    const getMe = vi.spyOn(options, "getMe").mockReturnValueOnce(old.promise);
    const refreshing = session.refresh();
    jar.cookie = "q";
    const following = session.follow("q");
    old.resolve(ME);
    await Promise.all([refreshing, following]);
    expect(getMe).toHaveBeenCalledTimes(2);
    expect(playerOf(session)).toBe("q");
  });

  it("is asked for again later while the server cannot be reached", async () => {
    const { session, jar, log, options } = await createPlayer();
    vi.spyOn(options, "getMe").mockRejectedValueOnce(new ProtocolError("unavailable"));
    jar.cookie = "q";
    expect(await session.follow("q")).toBe(false);
    expect(playerOf(session)).toBe("p");
    expect(await session.follow("q")).toBe(true);
    expect(log).toEqual(["ask", "renew", "mark q"]);
  });
});

describe("a player", () => {
  it("is another one when the server answers so", async () => {
    const { session, jar, log } = await createPlayer();
    jar.cookie = "q";
    await session.refresh();
    expect(playerOf(session)).toBe("q");
    expect(log).toEqual(["ask", "renew", "mark q"]);
  });

  it("stands where the answer to the last hit puts it, and nowhere when a round begins", async () => {
    const { session } = await createPlayer();
    const answer = { commandId: "c", seq: 1, damage: 12, critical: false, killingBlow: false };
    session.onHit({ ...answer, totalDamage: 42, rank: 128, duplicate: false });
    session.onHit({ ...answer, totalDamage: 12, rank: 300, duplicate: true });
    expect(session.store.getState()).toMatchObject({ me: { damage: 42, hits: 3, rank: 128 } });
    session.onRound();
    expect(session.store.getState()).toMatchObject({ me: { damage: 0, hits: 0, rank: null, around: [] } });
  });
});
