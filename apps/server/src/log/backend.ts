// What a kind of event log is to the server and to `hydra-log`: a row of backends.ts. What is particular to a kind stands in its folder, and
// nothing outside asks which one it is: what a kind cannot do, its row lacks.
import type { Environment } from "../environment.ts";
import type { ArchivedRow, RowSource } from "./archive-file.ts";
import type { Progress } from "./copy.ts";
import type { EventLog, ImportingLog, ImportTarget } from "./event-log.ts";
import type { RetentionSource } from "./retention.ts";
import type { SnapshotSource } from "./snapshot-maker.ts";

/** A row. A parser gives undefined for a text that is no address of its kind. */
export interface LogBackend {
  /** What EVENT_LOG takes, for a message. */
  readonly settingSyntax: string;
  /** What `hydra-log` takes, for a message. */
  readonly addressSyntax: string;
  /** Variables that go with an address, for a message. */
  readonly variables?: string;
  /** Of logs that `hydra-log` does not back up: what does, for a message. */
  readonly backupAdvice?: string;
  /** @param text of EVENT_LOG, empty when it is not set. @throws ConfigError which repeats nothing of an address: it may hold a password */
  parseSetting(text: string, env: Environment): LogSetting | undefined;
  /** @throws ConfigError which names the option, or a variable */
  parseAddress(option: string, text: string, env: Environment): LogAddress | undefined;
  /** Of logs that are folders. */
  readonly folders?: LogFolders;
}

interface LogFolders {
  /** The address of a folder, for a message. */
  syntax(name: string): string;
  /** @throws ConfigError which names the option */
  parse(option: string, text: string): LogFolder | undefined;
}

/** What EVENT_LOG names. May hold secrets: never to be logged. */
export interface LogSetting {
  /** The variable that names the log's place, for a message about the log. */
  readonly variable: "DATA_DIR" | "EVENT_LOG";
  /** Several servers use it: it may be there later than they are, and their session secret is one. */
  readonly isShared: boolean;
  /**
   * Opens the log, or makes it.
   * @throws LogOpenError when it cannot be used; LogUnavailableError when it is not there yet
   */
  open(options: OpenOptions): Promise<ServedLog>;
}

export interface OpenOptions {
  /** The server's own folder. */
  readonly dataDir: string;
  /** What is old is to be archived and dropped. */
  readonly isRetained: boolean;
}

/** An open log, with what a server does beside appending and reading. */
export interface ServedLog<Log extends EventLog = EventLog> {
  readonly log: Log;
  /** Seq of the last entry that was archived and dropped when it was opened, where that is known; 0 for none. */
  readonly archivedUntil?: number;
  snapshots(): SnapshotSource<unknown>;
  retention(): RetentionSource<unknown>;
}

/** A log that `hydra-log` is given. May hold secrets. */
export interface LogAddress {
  /** @throws LogOpenError when there is none: it is not made */
  open(): Promise<EventLog>;
  /** Where a history can be copied to; made when there is nothing. */
  openTarget(): Promise<ImportTarget>;
  /**
   * Has `take` read the entries as rows, from places that follow on each other: what `hydra-log import` makes a whole log of.
   * @throws LogOpenError when there is none, and what `take` throws
   */
  readRows(take: (sources: readonly RowSource[]) => Promise<void>): Promise<void>;
  /**
   * Reads everything that it holds, while a server writes it or not.
   * @returns a line for the operator
   * @throws LogOpenError with one line, when anything is not what was written
   */
  verify(onProgress: (progress: Progress) => void): Promise<string>;
  /**
   * Puts what is good into a new log; the original is not touched.
   * @returns lines for the operator
   * @throws LogOpenError when nothing can be had of it
   */
  repairInto(anew: NewLog): Promise<string[]>;
  /** Of a log that is a folder. */
  readonly folder?: LogFolder;
}

/** A folder that holds a log, or may, and archives and a session secret beside it. */
export interface LogFolder {
  readonly path: string;
  hasLog(): boolean;
  /** @throws LogOpenError when there is none */
  requireLog(): void;
  /** Opens the log, or makes it, as its one writer. @throws LogOpenError when another process has it, or it cannot be used */
  open(): Promise<ServedLog<ImportingLog>>;
  /** The newest entry that is stored; undefined when there is none. */
  newestRow(): ArchivedRow | undefined;
  /**
   * Copies one state of the log, while a server writes it or not, and reads the copy again.
   * @param target a folder without a log
   * @throws LogOpenError with one line
   */
  copyTo(target: string): CopiedLog;
  /**
   * Has `fill` make a log, and what is to stand beside it, and gives it its place: whole or not at all (SPEC EL44).
   * @returns lines for the operator
   * @throws LogOpenError when there is a log already, and what `fill` throws: then nothing is left
   */
  make(fill: (anew: NewLog) => Promise<string[]>): Promise<string[]>;
}

export interface CopiedLog {
  readonly entries: number;
  readonly lastSeq: number;
}

/** A log that is being made. */
export interface NewLog {
  /** Where it grows: what is put here moves to its place with it. */
  readonly unfinished: string;
  /** Where it will be. */
  readonly path: string;
  /** Closed before `fill` ends. */
  open(): Promise<ImportingLog>;
}
