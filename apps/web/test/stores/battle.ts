// A family on a real server, and players who hit when the test asks them to.
import { createFamily, joinFamily, postAttack } from "@hydra/client";
import type { AttackAnswer } from "@hydra/protocol";
import type { Rules, Skill } from "@hydra/engine";

export interface Battle {
  readonly familyId: string;
  /** One more player, who has no browser. */
  join(name: string): Promise<Striker>;
}

export interface Striker {
  readonly playerId: string;
  strike(skill?: Skill): Promise<AttackAnswer>;
}

/** By default without cooldowns, against a monster that outlasts every test. */
export async function createBattle(baseUrl: string, rules: Partial<Rules> = {}): Promise<Battle> {
  const { familyId } = await createFamily(
    { baseUrl },
    { name: "Lerna", rules: { cooldownScale: 0, maxHp: 1_000_000_000, ...rules } },
  );
  return {
    familyId,
    async join(name) {
      const { playerId, token } = await joinFamily({ baseUrl }, familyId, { name });
      const commandId = (): string => crypto.randomUUID();
      return {
        playerId,
        strike: (skill = "slash") =>
          postAttack({ baseUrl, token }, familyId, { commandId: commandId(), skill }),
      };
    },
  };
}
