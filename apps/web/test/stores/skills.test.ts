// A press shows at once and is confirmed or taken back by the server's answer.
import { describe, expect, it } from "vitest";
import { ProtocolError, type AttackAnswer, type ErrorCode } from "@hydra/protocol";
import type { Skill } from "@hydra/engine";
import { createSkills, skillIn, type Skills } from "../../src/stores/skills.ts";

const ANSWER: AttackAnswer = {
  commandId: "c",
  seq: 9,
  damage: 14,
  critical: false,
  killingBlow: false,
  totalDamage: 14,
  rank: 1,
  duplicate: false,
};

const AT = { x: 0.5, y: 0.5 };

interface Scene {
  readonly skills: Skills;
  readonly sent: PromiseWithResolvers<AttackAnswer>[];
  readonly hits: AttackAnswer[];
  readonly refused: ErrorCode[];
  /** Reports, for each that was sent, that it is sent again. */
  readonly retries: ((code: ErrorCode) => void)[];
  readonly pressed: Skill[];
  now: number;
  isUp: boolean;
  mayProbe: boolean;
  isConnected: boolean;
}

function stage(): Scene {
  const scene: Omit<Scene, "skills"> & { skills?: Skills } = {
    sent: [],
    hits: [],
    refused: [],
    retries: [],
    pressed: [],
    now: 1_000,
    isUp: true,
    mayProbe: false,
    isConnected: true,
  };
  const skills = createSkills({
    attack(_skill, onRetry) {
      scene.retries.push(onRetry);
      const answer = Promise.withResolvers<AttackAnswer>();
      scene.sent.push(answer);
      return answer.promise;
    },
    isConnected: () => scene.isConnected,
    mayProbe: () => scene.mayProbe,
    isMonsterUp: () => scene.isUp,
    onPress: (skill) => scene.pressed.push(skill),
    onHit: (answer) => scene.hits.push(answer),
    onRefused: (code) => scene.refused.push(code),
    now: () => scene.now,
  });
  return Object.assign(scene, { skills });
}

/** Lets what was answered be worked off. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("a press", () => {
  it("shows at once: the ring runs and the answer is pending", () => {
    const scene = stage();
    scene.skills.press("fireball", AT);
    expect(scene.pressed).toEqual(["fireball"]);
    expect(skillIn(scene.skills.store.getState(), "fireball")).toEqual({
      ring: { from: 1_000, until: 4_000 },
      pending: 1,
      refusal: undefined,
    });
  });

  it("is confirmed by the answer", async () => {
    const scene = stage();
    scene.skills.press("fireball", AT);
    scene.now = 1_050;
    scene.sent[0]?.resolve(ANSWER);
    await settled();
    const { ring, pending } = skillIn(scene.skills.store.getState(), "fireball");
    expect({ ring, pending }).toEqual({ ring: { from: 1_000, until: 4_050 }, pending: 0 });
    expect(scene.hits).toEqual([ANSWER]);
  });

  it("is taken back when the server answers that the skill is not ready, for as long as it gives", async () => {
    const scene = stage();
    scene.skills.press("ultimate", AT);
    scene.now = 1_010;
    scene.sent[0]?.reject(new ProtocolError("cooldown", undefined, 700));
    await settled();
    const { ring, pending, refusal } = skillIn(scene.skills.store.getState(), "ultimate");
    expect(ring.until).toBe(1_710);
    expect({ pending, refusal }).toEqual({ pending: 0, refusal: { reason: "cooldown" } });
    expect(scene.refused).toEqual(["cooldown"]);
  });

  it("gives the ring back when it never counted, and shows why", async () => {
    const scene = stage();
    scene.skills.press("slash", AT);
    scene.sent[0]?.reject(new ProtocolError("unavailable"));
    await settled();
    expect(skillIn(scene.skills.store.getState(), "slash")).toEqual({
      ring: { from: 0, until: 0 },
      pending: 0,
      refusal: { reason: "unanswered" },
    });
    expect(scene.refused).toEqual(["unavailable"]);
  });

  it("is not sent while the ring runs, nor when there is nothing to hit", () => {
    const scene = stage();
    scene.skills.press("slash", AT);
    scene.now = 1_249;
    scene.skills.press("slash", AT);
    expect(scene.sent).toHaveLength(1);
    scene.now = 1_250;
    scene.skills.press("slash", AT);
    expect(scene.sent).toHaveLength(2);
    scene.isUp = false;
    scene.skills.press("fireball", AT);
    expect(scene.sent).toHaveLength(2);
    expect(skillIn(scene.skills.store.getState(), "fireball").refusal).toEqual({
      reason: "monster-defeated",
    });
  });

  it("may try whether cooldowns are shorter here, until the server answers that they are not", async () => {
    const scene = stage();
    scene.mayProbe = true;
    scene.skills.press("slash", AT);
    scene.sent[0]?.resolve(ANSWER);
    await settled();
    scene.skills.press("slash", AT);
    expect(scene.sent).toHaveLength(2);
    scene.sent[1]?.reject(new ProtocolError("cooldown", undefined, 250));
    await settled();
    scene.skills.press("slash", AT);
    expect(scene.sent).toHaveLength(2);
  });

  it("does not pile up on a line that is dead", () => {
    const scene = stage();
    for (let press = 0; press < 20; press++) {
      scene.skills.press("slash", AT);
      scene.now += 300;
    }
    expect(scene.sent).toHaveLength(3);
  });
});

describe("the story of a hit", () => {
  const storyOf = ({ skills }: Scene) => skills.stories.getState().story;

  it("is on its way, then counted", async () => {
    const scene = stage();
    scene.skills.press("fireball", AT);
    expect(storyOf(scene)).toEqual({ type: "sent", skill: "fireball" });
    scene.sent[0]?.resolve(ANSWER);
    await settled();
    expect(storyOf(scene)).toEqual({ type: "counted", skill: "fireball", answer: ANSWER });
  });

  it.each([
    ["cooldown", "cooldown"],
    ["monster-defeated", "monster-defeated"],
    ["rate-limited", "rate-limited"],
    ["at-capacity", "full"],
    ["unauthenticated", "unauthenticated"],
    ["unavailable", "unanswered"],
    ["invalid-body", "rejected"],
  ] as const)("is that it did not count: %s", async (code, refusal) => {
    const scene = stage();
    scene.skills.press("slash", AT);
    scene.sent[0]?.reject(new ProtocolError(code));
    await settled();
    expect(storyOf(scene)).toEqual({ type: "refused", skill: "slash", refusal });
  });

  it("is that it was not even sent: it cools, or there is nothing to hit", async () => {
    const scene = stage();
    scene.skills.press("fireball", AT);
    scene.sent[0]?.resolve(ANSWER);
    await settled();
    scene.skills.press("fireball", AT);
    expect(storyOf(scene)).toEqual({ type: "refused", skill: "fireball", refusal: "cooldown" });
    scene.isUp = false;
    scene.skills.press("slash", AT);
    expect(storyOf(scene)).toEqual({ type: "refused", skill: "slash", refusal: "monster-defeated" });
    expect(scene.sent).toHaveLength(1);
  });

  it("of the last hit stays when there is nothing left to hit", async () => {
    const scene = stage();
    scene.skills.press("fireball", AT);
    scene.sent[0]?.resolve({ ...ANSWER, killingBlow: true });
    await settled();
    scene.isUp = false;
    scene.skills.press("slash", AT);
    expect(storyOf(scene)).toMatchObject({ type: "counted", skill: "fireball" });
    expect(skillIn(scene.skills.store.getState(), "slash").refusal).toEqual({ reason: "monster-defeated" });
  });

  it("stays that of the press that is on its way when the same skill is pressed too early", () => {
    const scene = stage();
    scene.skills.press("fireball", AT);
    scene.skills.press("fireball", AT);
    expect(storyOf(scene)).toEqual({ type: "sent", skill: "fireball" });
    expect(skillIn(scene.skills.store.getState(), "fireball").refusal).toEqual({ reason: "cooldown" });
  });

  it("is the newest press's: of an earlier one only that it did not count takes its place", async () => {
    const scene = stage();
    scene.skills.press("slash", AT);
    scene.skills.press("fireball", AT);
    scene.sent[0]?.resolve(ANSWER);
    await settled();
    expect(storyOf(scene)).toEqual({ type: "sent", skill: "fireball" });
    scene.skills.press("ultimate", AT);
    scene.sent[1]?.reject(new ProtocolError("cooldown", undefined, 700));
    await settled();
    expect(storyOf(scene)).toMatchObject({ type: "refused", skill: "fireball" });
    scene.sent[2]?.resolve(ANSWER);
    await settled();
    expect(storyOf(scene)).toMatchObject({ type: "counted", skill: "ultimate" });
  });

  it("without a connection is that it waits; another of the same skill is not taken, one of another is", async () => {
    const scene = stage();
    scene.isConnected = false;
    scene.skills.press("slash", AT);
    expect(storyOf(scene)).toEqual({ type: "waiting", skill: "slash", wait: "offline" });
    scene.now += 60_000;
    scene.skills.press("slash", AT);
    expect(storyOf(scene)).toEqual({ type: "refused", skill: "slash", refusal: "waiting-already" });
    scene.skills.press("fireball", AT);
    expect(scene.pressed).toEqual(["slash", "fireball"]);
    scene.isConnected = true;
    for (const sent of scene.sent) sent.resolve(ANSWER);
    await settled();
    expect(storyOf(scene)).toMatchObject({ type: "counted", skill: "fireball" });
    expect(scene.hits).toHaveLength(2);
  });

  it("is why it waits when it has to be sent again", () => {
    const scene = stage();
    scene.skills.press("slash", AT);
    scene.retries[0]?.("rate-limited");
    expect(storyOf(scene)).toMatchObject({ type: "waiting", wait: "rate-limited" });
    scene.retries[0]?.("unavailable");
    expect(storyOf(scene)).toMatchObject({ type: "waiting", wait: "late" });
    scene.isConnected = false;
    scene.retries[0]?.("unavailable");
    expect(storyOf(scene)).toMatchObject({ type: "waiting", wait: "offline" });
  });
});

describe("the server's times", () => {
  const ringOf = ({ skills }: Scene, skill: Skill) => skillIn(skills.store.getState(), skill).ring;

  it("run the rings of a page that has struck nothing, and no others", () => {
    const scene = stage();
    scene.skills.follow({ fireball: 2_500, slash: 900 });
    expect(ringOf(scene, "fireball")).toEqual({ from: -500, until: 2_500 });
    expect(ringOf(scene, "slash")).toEqual({ from: 0, until: 0 });
    scene.skills.press("fireball", AT);
    expect(scene.sent).toHaveLength(0);
    scene.now = 2_500;
    scene.skills.press("fireball", AT);
    expect(scene.sent).toHaveLength(1);
  });

  it("make a ring longer, never shorter, and leave one alone that differs by the clocks only", () => {
    const scene = stage();
    scene.skills.follow({ ultimate: 9_000 });
    for (const [readyAt, until] of [
      [9_200, 9_000],
      [8_000, 9_000],
      [12_000, 12_000],
    ] as const) {
      scene.skills.follow({ ultimate: readyAt });
      expect(ringOf(scene, "ultimate").until).toBe(until);
    }
    scene.skills.follow({});
    expect(ringOf(scene, "ultimate").until).toBe(12_000);
    scene.skills.forget();
    expect(ringOf(scene, "ultimate").until).toBe(0);
  });

  it("do not touch a press whose answer is out", () => {
    const scene = stage();
    scene.skills.press("slash", AT);
    scene.skills.follow({ slash: 60_000 });
    expect(ringOf(scene, "slash").until).toBe(1_250);
  });
});
