// Who this page is in the family.
import { describe, expect, it } from "vitest";
import { ProtocolError, type JoinAnswer, type PlayerAnswer } from "@hydra/protocol";
import { createSession, type SessionOptions } from "../../src/stores/session.ts";

const ME: PlayerAnswer = { playerId: "p", name: "Ada", damage: 30, hits: 2, rank: 140, around: [] };
const JOINED: JoinAnswer = { playerId: "p", familyId: "f", name: "Ada", token: "t" };

function options(changes: Partial<SessionOptions> = {}): SessionOptions & { marks: boolean[] } {
  const marks: boolean[] = [];
  return {
    marks,
    hasJoined: () => true,
    setJoined: (isJoined) => marks.push(isJoined),
    getMe: () => Promise.resolve(ME),
    join: () => Promise.resolve(JOINED),
    onJoined: () => Promise.resolve(),
    ...changes,
  };
}

describe("check", () => {
  it("does not ask for a session where there was none", async () => {
    const session = createSession(
      options({ hasJoined: () => false, getMe: () => Promise.reject(new Error("asked")) }),
    );
    expect(await session.check()).toBe(true);
    expect(session.store.getState()).toEqual({ type: "spectator", isJoining: false, problem: undefined });
  });

  it("finds the player again", async () => {
    const session = createSession(options());
    await session.check();
    expect(session.store.getState()).toEqual({ type: "player", me: ME, isNew: false });
  });

  it("becomes a spectator when the server has forgotten the player, and remembers that", async () => {
    const given = options({ getMe: () => Promise.reject(new ProtocolError("unauthenticated")) });
    const session = createSession(given);
    expect(await session.check()).toBe(true);
    expect(session.store.getState().type).toBe("spectator");
    expect(given.marks).toEqual([false]);
  });

  it("knows nothing while the server cannot be reached", async () => {
    const session = createSession(options({ getMe: () => Promise.reject(new ProtocolError("unavailable")) }));
    expect(await session.check()).toBe(false);
    expect(session.store.getState()).toEqual({ type: "checking" });
  });
});

describe("join", () => {
  it("opens the feed anew before it says that one may strike", async () => {
    const opened = Promise.withResolvers<void>();
    const session = createSession(options({ onJoined: () => opened.promise }));
    const joining = session.join("Ada");
    await Promise.resolve();
    expect(session.store.getState()).toEqual({ type: "spectator", isJoining: true, problem: undefined });
    opened.resolve();
    await joining;
    expect(session.store.getState()).toMatchObject({
      type: "player",
      isNew: true,
      me: { name: "Ada", rank: null },
    });
  });

  it("says by code why it failed", async () => {
    const session = createSession(options({ join: () => Promise.reject(new ProtocolError("rate-limited")) }));
    await session.join("Ada");
    expect(session.store.getState()).toEqual({
      type: "spectator",
      isJoining: false,
      problem: "rate-limited",
    });
  });
});

describe("a player", () => {
  it("stands where the answer to the last hit says, and nowhere when a round begins", async () => {
    const session = createSession(options());
    await session.check();
    const answer = { commandId: "c", seq: 1, damage: 12, critical: false, killingBlow: false };
    session.onHit({ ...answer, totalDamage: 42, rank: 128, duplicate: false });
    session.onHit({ ...answer, totalDamage: 12, rank: 300, duplicate: true });
    expect(session.store.getState()).toMatchObject({ me: { damage: 42, hits: 3, rank: 128 } });
    session.onRound();
    expect(session.store.getState()).toMatchObject({ me: { damage: 0, hits: 0, rank: null, around: [] } });
  });
});
