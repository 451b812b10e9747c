// Are the files that are open still the ones that a restart would find? An open file outlives its name: once the data folder is
// renamed, removed, replaced or unmounted, commits go on succeeding into what will never be opened again (SPEC EL29).
import { statSync } from "node:fs";

/** What was opened is not what the path leads to. */
export class MovedFileError extends Error {
  override readonly name = "MovedFileError";
}

export interface OpenedFiles {
  /** Costs a microsecond a file. @throws MovedFileError which names the first file that is another one now, or gone. */
  verify(): void;
}

interface OpenedFile {
  readonly path: string;
  readonly identity: string | undefined;
}

/** Notes which files the paths lead to: call it when they have just been opened. */
export function noteOpenedFiles(paths: readonly string[]): OpenedFiles {
  const files: OpenedFile[] = paths.map((path) => ({ path, identity: identityOf(path) }));
  return {
    verify() {
      for (const { path, identity } of files) {
        const now = identityOf(path);
        if (now === identity && now !== undefined) continue;
        throw new MovedFileError(
          `${path} ${now === undefined ? "is gone" : "is not the file that was opened"}`,
        );
      }
    },
  };
}

/** A file system and a place in it, which no other file gets while this one is open; undefined when nothing is there. */
function identityOf(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? undefined : `${found.dev}:${found.ino}`;
  } catch {
    // A folder on the way is a file now, may not be entered, or its server does not answer.
    return undefined;
  }
}
