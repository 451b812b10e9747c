// Watches the same family beside the lanes, over the server's own port and without the weather, only to know what was
// published: while a cut holds all lanes, nobody else would. It is no lane: nothing of it is timed, nor in the ledger.
import { createBattleConnection, localNow, type BattleConnection } from "@hydra/client";
import type { VersionPublished } from "@hydra/measure";

export interface WitnessOptions {
  readonly baseUrl: string;
  readonly familyId: string;
  tell(event: VersionPublished): void;
}

/** A socket of the plain kind, because those do not count towards the six connections that a page's requests share. */
export function callWitness({ baseUrl, familyId, tell }: WitnessOptions): BattleConnection {
  return createBattleConnection({
    baseUrl,
    familyId,
    transport: "websocket",
    onUpdate: ({ view, publishedAt }) =>
      tell({ type: "published", at: localNow(), ...view.cursor, publishedAt }),
  });
}
