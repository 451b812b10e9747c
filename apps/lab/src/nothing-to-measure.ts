/** Nothing could be measured; the message is the reason, in one line for the terminal. */
export class NothingToMeasure extends Error {
  override readonly name = "NothingToMeasure";
}
