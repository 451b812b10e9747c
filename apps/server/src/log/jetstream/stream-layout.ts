// What the log is made of in JetStream: the stream's name, its subjects and its settings, and whether a stream that is
// there already has them. SPEC EL30–EL32. Pure; stream.ts asks the server.
import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from "@nats-io/jetstream";

/** Largest message: 256 entries of the game's largest event, and a bound for a reader of many of them at once. */
export const MAX_MESSAGE_BYTES = 128 * 1024;
/** The same publish, sent again after a lost answer, is recognised this long; retries end within seconds. */
const DUPLICATE_WINDOW_MS = 120_000;
const NANOS_PER_MS = 1_000_000;

export interface Subjects {
  /** Everything the stream takes. */
  readonly all: string;
  /** Entries of any family, live or imported. */
  readonly entries: string;
  /** Entries of one family. */
  family(familyId: string): string;
  /** Entries of an imported history, of many families in one message: one each would be a message an entry. */
  readonly imported: string;
  /** Messages without entries, which ask whether the stream takes any. */
  readonly probe: string;
  /** Where an imported history ends: numbering.ts. */
  readonly base: string;
  /** Who archives, and up to where what is old may be gone: retention-record.ts. */
  readonly retention: string;
}

/** Subjects of the stream `name`. */
export function subjectsOf(name: string): Subjects {
  const prefix = `hydra.${name}`;
  return {
    all: `${prefix}.>`,
    entries: `${prefix}.family.*`,
    family: (familyId) => `${prefix}.family.${subjectToken(familyId)}`,
    imported: `${prefix}.family.~imported`,
    probe: `${prefix}.probe`,
    base: `${prefix}.base`,
    retention: `${prefix}.retention`,
  };
}

/** A family's id as one token of a subject: itself where it can be, otherwise its bytes in base64url after a `~`. */
function subjectToken(id: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(id)) return id;
  return `~${Buffer.from(id.slice(0, 64)).toString("base64url")}`;
}

/** The settings of a new log stream. */
export function logStreamConfig(name: string, replicas: number): Partial<StreamConfig> & { name: string } {
  return {
    name,
    subjects: [subjectsOf(name).all],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    num_replicas: replicas,
    max_msg_size: MAX_MESSAGE_BYTES,
    duplicate_window: DUPLICATE_WINDOW_MS * NANOS_PER_MS,
    // No client removes or rewrites what was acknowledged, but for a beginning that was archived: stream-start.ts.
    deny_delete: true,
    deny_purge: false,
    allow_rollup_hdrs: false,
  };
}

/**
 * The first setting of an existing stream that a log cannot live with, as words for the operator; undefined when there
 * is none. A limit on the stream's bytes or messages is the operator's to set: what exceeds it is refused, not lost.
 */
export function foreignSetting(found: StreamConfig, replicas: number): string | undefined {
  const wanted = logStreamConfig(found.name, replicas);
  const expected: Record<string, unknown> = {
    ...wanted,
    max_age: 0,
    max_msgs_per_subject: -1,
    // Streams of older servers have it, and go on without a retention: it cannot be taken off.
    deny_purge: found.deny_purge,
    sealed: false,
    mirror: undefined,
    sources: undefined,
    no_ack: false,
  };
  const actual: Record<string, unknown> = { no_ack: false, ...found };
  for (const [field, value] of Object.entries(expected)) {
    if (JSON.stringify(actual[field]) !== JSON.stringify(value)) {
      return `${field} is ${JSON.stringify(actual[field]) ?? "absent"}, not ${JSON.stringify(value) ?? "absent"}`;
    }
  }
  return undefined;
}
