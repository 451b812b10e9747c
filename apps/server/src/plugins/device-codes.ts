// Codes by which a player comes to another device: short, good once and for minutes, one for each player. In this process's memory alone:
// after a restart, or at another node, there is none, and a person makes a new one. Kept as digests, so that neither how long a
// look-up takes nor a look into memory shows one. SPEC PR166, PR167.
import { createHash, randomBytes } from "node:crypto";
import { CODE_ALPHABET, CODE_LENGTH } from "@hydra/protocol";
import type { Session } from "./known-tokens.ts";

/** Long enough to walk to the other device and type it. */
export const CODE_LIFE_MS = 10 * 60_000;
/** Open at once; past that the oldest goes. */
const MAX_CODES = 10_000;

interface OpenCode {
  readonly session: Session;
  readonly endsAt: number;
}

export class DeviceCodes {
  readonly #now: () => number;
  /** By digest, the oldest first. */
  readonly #open = new Map<string, OpenCode>();
  /** The digest of each player's code. */
  readonly #ofPlayer = new Map<string, string>();

  /** @param now monotonic milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A new code; the one that the player had before is good no more. */
  issue(session: Session): string {
    this.#drop(this.#ofPlayer.get(playerKey(session)));
    for (const [digest, { endsAt }] of this.#open) {
      if (endsAt > this.#now() && this.#open.size < MAX_CODES) break;
      this.#drop(digest);
    }
    const code = createCode();
    const digest = digestOf(code);
    this.#open.set(digest, { session, endsAt: this.#now() + CODE_LIFE_MS });
    this.#ofPlayer.set(playerKey(session), digest);
    return code;
  }

  /** Once: whose it was; undefined when there is no such code any more. */
  redeem(code: string): Session | undefined {
    const digest = digestOf(code);
    const open = this.#open.get(digest);
    this.#drop(digest);
    return open !== undefined && open.endsAt > this.#now() ? open.session : undefined;
  }

  #drop(digest: string | undefined): void {
    const open = digest === undefined ? undefined : this.#open.get(digest);
    if (digest === undefined || open === undefined) return;
    this.#open.delete(digest);
    this.#ofPlayer.delete(playerKey(open.session));
  }
}

function playerKey({ familyId, playerId }: Session): string {
  return `${familyId} ${playerId}`;
}

function createCode(): string {
  let code = "";
  for (const byte of randomBytes(CODE_LENGTH)) code += CODE_ALPHABET[byte & 31];
  return code;
}

function digestOf(code: string): string {
  return createHash("sha256").update(code).digest("base64");
}
