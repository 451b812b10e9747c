// A damaged stream's entries up to the last good message as a new log. The original is not touched.
import type { NewLog } from "../backend.ts";
import { disposable } from "../disposable.ts";
import { LogOpenError } from "../event-log.ts";
import type { JetStreamLogOptions } from "./jetstream-log.ts";
import { openStreamSalvage } from "./salvage.ts";

/** @returns lines for the operator */
export async function repairStream(options: JetStreamLogOptions, anew: NewLog): Promise<string[]> {
  const { stream } = options;
  await using salvage = disposable(await openStreamSalvage(options));
  if (salvage.beginsAfter > 0) {
    throw new LogOpenError(
      `The stream ${stream} goes on from archives, up to entry ${salvage.beginsAfter}: use npm run hydra-log -- import, first of them and then of the stream, which ends before the damage.`,
    );
  }
  await using log = disposable(await anew.open());
  for await (const page of salvage.good()) await log.importEntries(page);
  const { goodPlace, lastPlace } = salvage;
  return [
    `Saved the entries up to ${log.head} of the stream ${stream} as a new log in ${anew.path}.`,
    goodPlace < lastPlace
      ? `Lost: messages ${goodPlace + 1} to ${lastPlace} of the stream, of which the first is not what was written.`
      : "Nothing is lost.",
  ];
}
