// What a player can do with itself besides hitting: take another name, come to another device, leave this one. Types only.
// SPEC PR165–PR168.

export interface RenameRequest {
  readonly name: string;
}

/** A code by which another device becomes the player. */
export interface DeviceCodeAnswer {
  /** As it is shown to a person: `7KQ2M-9XW4P`. */
  readonly code: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface ArrivalRequest {
  /** As a person types it: with or without the hyphen, in small or capital letters. */
  readonly code: string;
}
