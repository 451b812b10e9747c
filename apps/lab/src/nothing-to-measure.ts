/** Nothing could be measured; the message says why, in one line for the one who asked. */
export class NothingToMeasure extends Error {
  override readonly name = "NothingToMeasure";
}
