// What the serving thread and the log's worker thread say to each other. Every request gets exactly one reply, in
// the order of the requests; the worker speaks first, with `opened` or `refused`.
import type { EntryPage, StoredBatch } from "./entry-store.ts";
import type { SnapshotPart } from "./snapshot-store.ts";

export interface WorkerOptions {
  readonly path: string;
}

export type Request =
  /** `events` is a JSON array. Reply: `appended` or `failed`. */
  | { readonly type: "append"; readonly events: string }
  /** Reply: `entries` or `failed`. */
  | { readonly type: "read"; readonly after: number; readonly limit: number }
  /** Reply: `saved` or `failed`. */
  | { readonly type: "save-part"; readonly part: SnapshotPart }
  /** Reply: `snapshot` or `failed`. */
  | { readonly type: "load-snapshot"; readonly format: string }
  /** Reply: `closed`; the worker ends. */
  | { readonly type: "close" };

export type Reply =
  | ({ readonly type: "appended" } & StoredBatch)
  | ({ readonly type: "entries" } & EntryPage)
  | { readonly type: "saved" }
  | { readonly type: "snapshot"; readonly seq: number; readonly state: string }
  | { readonly type: "no-snapshot" }
  | { readonly type: "closed" }
  /** Nothing was stored. `message` is for the operator. */
  | { readonly type: "failed"; readonly message: string };

export type Greeting =
  | { readonly type: "opened"; readonly epoch: string; readonly head: number }
  | { readonly type: "refused"; readonly message: string };
