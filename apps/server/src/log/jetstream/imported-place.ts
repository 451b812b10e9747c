// Where in the stream an imported entry is: looked up by halves, since its place does not follow from its seq.
import { decodeMessage } from "./message.ts";
import type { StreamStart } from "./retention-record.ts";
import type { StreamAccess } from "./stream-access.ts";
import { readMessage } from "./stream.ts";

/** Place of the last message that begins with an entry up to `seq`, or the first that is there. O(log messages) questions. */
export async function findImported(
  access: StreamAccess,
  { place, numbering: { baseAt } }: StreamStart,
  seq: number,
): Promise<number> {
  let low = place + 1;
  for (let high = baseAt; high - low > 1;) {
    const middle = (low + high) >> 1;
    const { content } = decodeMessage((await readMessage(access, middle)) ?? "");
    const first = content.type === "imported" ? content.entries[0]?.seq : undefined;
    if (first !== undefined && first <= seq) low = middle;
    else high = middle;
  }
  return low;
}
