// The one error of decoding a state.

/** The text was not written by this format, or was damaged since; `part` is where that showed. */
export class StateFormatError extends Error {
  override readonly name = "StateFormatError";
  readonly type = "state-format";
  readonly part: string;

  constructor(part: string) {
    super(`The state's ${part} cannot be read.`);
    this.part = part;
  }
}
