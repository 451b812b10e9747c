// What tests and benchmarks do to the machine under a server process: its clock and its disk. Entry point `@hydra/server/testing`.
export { makeShiftedClock, type ShiftedClock } from "./shifted-clock.ts";
export { SmallDisk } from "./small-disk.ts";
