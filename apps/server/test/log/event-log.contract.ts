// What every event log must do, whatever it is made of: src/log/SPEC.md EL1–EL13. An implementation's own test calls
// describeEventLog with a way to make a home for a log; each test gets an empty one.
import { describe } from "vitest";
import { describeAppending } from "./contract/appending.ts";
import { describeCallbacks } from "./contract/callbacks.ts";
import { describeFailure } from "./contract/failure.ts";
import { describeLeasing } from "./contract/leasing.ts";
import { describeLife } from "./contract/life.ts";
import type { CreateLogHome } from "./contract/log-home.ts";
import { describeSnapshots } from "./contract/snapshots.ts";
import { describeSubscribing } from "./contract/subscribing.ts";

export function describeEventLog(name: string, createHome: CreateLogHome): void {
  describe(name, () => {
    describeAppending(createHome);
    describeSubscribing(createHome);
    describeCallbacks(createHome);
    describeLife(createHome);
    describeLeasing(createHome);
    describeSnapshots(createHome);
    describeFailure(createHome);
  });
}
