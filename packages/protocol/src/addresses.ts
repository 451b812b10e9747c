// By which addresses guests reach a server. Types only; codec/addresses.ts reads them. SPEC PR160, PR161.

export interface AddressesAnswer {
  /** Origin that the operator gave to all; absent where none was given. */
  readonly publicUrl?: string;
  /** Origins by which this machine's networks reach the server, the likeliest first; only for a browser on this machine. */
  readonly addresses: readonly string[];
  /** Whether only this machine reaches the port that the server listens on. */
  readonly isLocalOnly: boolean;
}
