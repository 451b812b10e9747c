// Cooldowns as a client sees them: ordinary until the server shows otherwise.
import { describe, expect, it } from "vitest";
import { createSkillClock } from "../../src/stores/skill-clock.ts";

describe("a skill's ring", () => {
  it("is the ordinary cooldown at first", () => {
    expect(createSkillClock().expect("fireball", 1_000)).toEqual({ from: 1_000, until: 4_000 });
  });

  it("never ends before the server's does: it is counted from the answer", () => {
    expect(createSkillClock().take("slash", 1_000, 1_180)).toEqual({ from: 1_000, until: 1_430 });
  });

  it("is what the server answers when it refuses", () => {
    const clock = createSkillClock();
    expect(clock.refuse("ultimate", 5_000, 1_200)).toEqual({ from: 5_000, until: 6_200 });
    expect(clock.isExact).toBe(false);
  });

  it("shrinks for all skills when a hit is taken early", () => {
    const clock = createSkillClock();
    clock.take("fireball", 0, 10);
    clock.take("fireball", 300, 310);
    expect(clock.expect("ultimate", 0).until).toBeCloseTo(1_500);
    clock.take("fireball", 310, 310);
    expect(clock.expect("ultimate", 0).until).toBe(0);
  });

  it("is exact after a refusal, and stays ordinary in an ordinary family", () => {
    const clock = createSkillClock();
    clock.take("slash", 0, 20);
    clock.refuse("slash", 100, 165);
    expect(clock.isExact).toBe(true);
    expect(clock.expect("ultimate", 0).until).toBe(15_000);
  });

  it("takes a network's jitter for what it is", () => {
    const clock = createSkillClock();
    clock.take("slash", 0, 40);
    clock.take("slash", 250, 275);
    expect(clock.expect("slash", 0).until).toBe(250);
  });

  it("becomes longer again when a refusal shows that it was guessed too short", () => {
    const clock = createSkillClock();
    clock.take("slash", 0, 0);
    clock.take("slash", 25, 25);
    clock.refuse("slash", 75, 75);
    expect(clock.expect("ultimate", 0).until).toBeCloseTo(7_500);
  });
});
