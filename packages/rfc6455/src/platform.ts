// What a platform may do better than the language: optional, and never needed for a right result. SPEC WS3.

/** Makes a buffer of that many bytes. What is in it does not matter: every byte is written before it is handed out. */
export type Allocate = (byteLength: number) => Uint8Array;

/** In brackets, what Node has for it, and what that saves with a message of 1 KiB. */
export interface Platform {
  /** Default allocateZeroed (`Buffer.allocUnsafe`; 0.9 µs). */
  readonly allocate?: Allocate | undefined;
  /**
   * Whether bytes are a whole text in UTF-8 (`isUtf8` of node:buffer; 2 µs of Chinese, 0.2 µs of ASCII). It is asked
   * first; what it does not accept, utf8.ts decides, since a piece may be right and end within a character.
   */
  readonly isUtf8?: ((bytes: Uint8Array) => boolean) | undefined;
}

export const allocateZeroed: Allocate = (byteLength) => new Uint8Array(byteLength);
