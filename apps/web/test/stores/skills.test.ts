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
  readonly troubles: ErrorCode[];
  readonly pressed: Skill[];
  now: number;
  isUp: boolean;
  mayProbe: boolean;
}

function stage(): Scene {
  const scene: Omit<Scene, "skills"> & { skills?: Skills } = {
    sent: [],
    hits: [],
    troubles: [],
    pressed: [],
    now: 1_000,
    isUp: true,
    mayProbe: false,
  };
  const skills = createSkills({
    attack() {
      const answer = Promise.withResolvers<AttackAnswer>();
      scene.sent.push(answer);
      return answer.promise;
    },
    mayProbe: () => scene.mayProbe,
    isMonsterUp: () => scene.isUp,
    onPress: (skill) => scene.pressed.push(skill),
    onHit: (answer) => scene.hits.push(answer),
    onTrouble: (code) => scene.troubles.push(code),
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
    expect(scene.troubles).toEqual([]);
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
    expect(scene.troubles).toEqual(["unavailable"]);
  });

  it("needs no toast when the monster fell first", async () => {
    const scene = stage();
    scene.skills.press("slash", AT);
    scene.sent[0]?.reject(new ProtocolError("monster-defeated", undefined, 9_000));
    await settled();
    expect(skillIn(scene.skills.store.getState(), "slash").refusal).toEqual({ reason: "defeated" });
    expect(scene.troubles).toEqual([]);
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
    expect(skillIn(scene.skills.store.getState(), "fireball").refusal).toEqual({ reason: "defeated" });
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
