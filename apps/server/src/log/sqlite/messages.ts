// What the serving thread and the log's worker thread send to each other. The worker sends first, `opened` or
// `refused`; after that every request gets exactly one reply, in the order of the requests.
import type { EntryPage, LastEntry, StoredBatch } from "./entry-store.ts";
import type { SnapshotPart } from "./snapshot-store.ts";

/** What the worker is started with. */
export interface WorkerOptions {
  readonly dataDir: string;
  /** How long a statement waits for another SQLite client that holds the write lock. */
  readonly busyTimeoutMs: number;
}

/** @throws TypeError when the worker was started with anything else. */
export function parseWorkerOptions(value: unknown): WorkerOptions {
  if (typeof value === "object" && value !== null && "dataDir" in value && "busyTimeoutMs" in value) {
    const { dataDir, busyTimeoutMs } = value;
    if (typeof dataDir === "string" && typeof busyTimeoutMs === "number") return { dataDir, busyTimeoutMs };
  }
  throw new TypeError("a log worker needs a data directory");
}

export type Greeting =
  | {
      readonly type: "opened";
      readonly epoch: string;
      readonly head: number;
      /** How far the log's time is ahead of the machine's clock, milliseconds. */
      readonly aheadMs: number;
      /** Something the operator should know, in one line. */
      readonly notice?: string;
    }
  /** The worker ends. `message` is one line for the operator. */
  | { readonly type: "refused"; readonly message: string };

/** Any of them may be answered with `failed`. */
export type Request =
  /** `events` are JSON texts, one a line; `now` is the log's time. Reply: `appended`. */
  | { readonly type: "append"; readonly events: string; readonly now: number }
  /** `entries` are as `importLine` writes them, one a line. Reply: `imported`. */
  | { readonly type: "import"; readonly entries: string }
  /** Reply: `entries`. */
  | { readonly type: "read"; readonly after: number; readonly limit: number }
  /** Asks whether the files are still there. Reply: `checked`. */
  | { readonly type: "check" }
  /** Asks whether they can be written again, too. Reply: `touched`. */
  | { readonly type: "touch" }
  /** Makes the log begin after `seq`, of which there is a snapshot in `format`. Reply: `begins`. */
  | { readonly type: "begin-after"; readonly seq: number; readonly format: string }
  /** Removes some of what is before the beginning. Reply: `dropped`. */
  | { readonly type: "drop-some" }
  /** Reply: `part-saved`. */
  | { readonly type: "save-part"; readonly part: SnapshotPart }
  /** Reply: `part-dropped`. */
  | { readonly type: "drop-part"; readonly format: string }
  /** Reply: `closed`; the worker ends. */
  | { readonly type: "close" };

export type Reply =
  | ({ readonly type: "appended" } & StoredBatch)
  /** `last` is undefined when they do not follow on what is stored. */
  | { readonly type: "imported"; readonly last: LastEntry | undefined }
  | ({ readonly type: "entries" } & EntryPage)
  | { readonly type: "checked" }
  | { readonly type: "touched" }
  | { readonly type: "begins" }
  /** `isMore`: there may be more to drop. */
  | { readonly type: "dropped"; readonly isMore: boolean }
  | { readonly type: "part-saved" }
  /** `isMore`: there was a part to drop, and there may be more. */
  | { readonly type: "part-dropped"; readonly isMore: boolean }
  | { readonly type: "closed" }
  /** Nothing was done, or into a file that no restart would find. `message` is for the operator, `reason` as LogTrouble has it. */
  | { readonly type: "failed"; readonly message: string; readonly reason?: string };
