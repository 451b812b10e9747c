// A family on a real server, with players who hit as the test asks them to.
import type { SnapshotFrame } from "@hydra/protocol";
import { decodeFrame, routes } from "@hydra/protocol";
import { joinFamily, postAttack, type ApiOptions } from "../src/api.ts";
import { createFamily } from "../src/families-api.ts";

export interface Family {
  readonly familyId: string;
  readonly players: readonly ApiOptions[];
  /** Every player hits once, all at the same time; the damage that was acknowledged. */
  hitAll(): Promise<number>;
}

/** No player waits for a cooldown, and the monster outlives every test. */
const RULES = { cooldownScale: 0, maxHp: 1_000_000_000 };

export async function createFamilyOn(baseUrl: string, playerCount: number): Promise<Family> {
  const { familyId } = await createFamily({ baseUrl }, { name: "Contract", rules: RULES });
  const players = await Promise.all(
    Array.from({ length: playerCount }, async (_, index) => {
      const { token } = await joinFamily({ baseUrl }, familyId, { name: `Player ${index}` });
      return { baseUrl, token };
    }),
  );
  return {
    familyId,
    players,
    async hitAll() {
      const answers = await Promise.all(
        players.map((player) =>
          postAttack(player, familyId, { commandId: crypto.randomUUID(), skill: "slash" }),
        ),
      );
      return answers.reduce((sum, { damage }) => sum + damage, 0);
    },
  };
}

/** What the server answers right now to a client that holds nothing. */
export async function readSnapshot(baseUrl: string, familyId: string): Promise<SnapshotFrame> {
  const response = await fetch(`${baseUrl}${routes.feed(familyId, "polling")}`);
  const frame = decodeFrame(await response.text());
  if (frame?.type !== "snapshot") throw new Error(`no snapshot but ${frame?.type}`);
  return frame;
}
