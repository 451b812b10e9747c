// Watches the same family beside the lanes, over the server's own port and without the weather, only to find out what was
// published: while a cut holds all lanes, none of them would. It is no lane: nothing of it is timed, nor in the ledger.
import { createBattleConnection, localNow, type BattleConnection } from "@hydra/client";
import type { VersionPublished } from "@hydra/measure";

export interface WitnessOptions {
  readonly baseUrl: string;
  readonly familyId: string;
  onEvent(event: VersionPublished): void;
}

/** A socket of the plain kind, because those do not count towards the six connections that a page's requests share. */
export function openWitness({ baseUrl, familyId, onEvent }: WitnessOptions): BattleConnection {
  return createBattleConnection({
    baseUrl,
    familyId,
    transport: "websocket",
    onUpdate: ({ view, publishedAt }) =>
      onEvent({ type: "published", at: localNow(), ...view.cursor, publishedAt }),
  });
}
