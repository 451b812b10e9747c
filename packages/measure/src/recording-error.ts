// The one error of reading a recording.

/** The value is not a recording. Names where, e.g. `events[3].seq`, and what was expected; never quotes what it found. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
  readonly path: string;

  constructor(path: string, expected: string) {
    super(`${path} is not ${expected}.`);
    this.path = path;
  }
}
