// What an application calls: a connection to a feed, keyed unless a codec defines its frames.
import type { Fields } from "../wire/fields.ts";
import type { DeltaEnvelope, SnapshotEnvelope } from "../wire/frames.ts";
import type { KeyedDelta, KeyedSnapshot } from "../wire/keyed.ts";
import { FeedConnection } from "./connection.ts";
import type { Connection, ConnectionOptions, Update } from "./connection-types.ts";
import { keyedCodec, type KeyedView } from "./keyed-codec.ts";
import { createReplica, type FeedView, type ViewCodec } from "./view-codec.ts";

type KeyedFrame<Row extends object> = KeyedSnapshot<Row> | KeyedDelta<Row>;

/** One step of a keyed feed, with what there is to show beside it. */
export type KeyedUpdate<Row extends object = Fields> = Update<KeyedView<Row>, KeyedFrame<Row>> &
  Pick<KeyedView<Row>, "rows" | "fields" | "cursor">;

export interface KeyedOptions<Row extends object = Fields> extends Omit<
  ConnectionOptions<KeyedView<Row>, KeyedFrame<Row>>,
  "onUpdate"
> {
  onUpdate?(update: KeyedUpdate<Row>): void;
}

export interface RowOptions<Row extends object> extends KeyedOptions<Row> {
  /** Reads a row. @throws DecodeError when it is none: the feed is then lost, and opened again */
  readonly row: (row: Fields) => Row;
}

export interface CodecOptions<
  View extends FeedView,
  Snapshot extends SnapshotEnvelope,
  Delta extends DeltaEnvelope,
> extends ConnectionOptions<View, Snapshot | Delta> {
  readonly codec: ViewCodec<View, Snapshot, Delta>;
}

/**
 * Connects at once to the feed at `url`; the first events come later. Lasts, with reconnects, until it is closed or the server
 * refuses. Rows are as they came unless `row` reads them; a feed that is not keyed has a `codec`.
 * @throws TypeError when `url` is none of http(s), or `transport` none that there is; RangeError for a `pollIntervalMs` that is none
 */
export function createConnection<
  View extends FeedView,
  Snapshot extends SnapshotEnvelope,
  Delta extends DeltaEnvelope,
>(options: CodecOptions<View, Snapshot, Delta>): Connection<View>;
export function createConnection<Row extends object>(options: RowOptions<Row>): Connection<KeyedView<Row>>;
export function createConnection(options: KeyedOptions): Connection<KeyedView>;
export function createConnection<
  Row extends object,
  View extends FeedView,
  Snapshot extends SnapshotEnvelope,
  Delta extends DeltaEnvelope,
>(
  options: CodecOptions<View, Snapshot, Delta> | RowOptions<Row> | KeyedOptions,
): Connection<View> | Connection<KeyedView<Row>> | Connection<KeyedView> {
  if ("codec" in options) return new FeedConnection(createReplica(options.codec), options);
  return "row" in options ? connect(options.row, options) : connect((fields) => fields, options);
}

function connect<Row extends object>(
  row: (fields: Fields) => Row,
  options: KeyedOptions<Row>,
): Connection<KeyedView<Row>> {
  return new FeedConnection(createReplica(keyedCodec(row)), {
    ...options,
    onUpdate(update) {
      const { rows, fields, cursor } = update.view;
      options.onUpdate?.({ ...update, rows, fields, cursor });
    },
  });
}
