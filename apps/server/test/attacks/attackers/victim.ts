// What every attacker gets.
import type { JoinAnswer } from "@hydra/protocol";

export interface Victim {
  readonly port: number;
  /** The bystander, whose family is attacked. */
  readonly player: JoinAnswer;
  /** How long to go on. */
  readonly ms: number;
}

/** An address of the machine's that is not the bystander's: bounds are a client's. */
export const ATTACKER_ADDRESS = "127.0.0.2";
