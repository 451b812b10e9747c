// Which number the service has given each room, for as long as the data folder is there: a line for each, added as the room is made. The
// last of a room counts. SPEC MS44.
import { appendFile, readFile } from "node:fs/promises";
import { isFields } from "@hydra/protocol";
import type { RoomDirectory } from "@hydra/feed/messaging";

export class RoomFile implements RoomDirectory {
  readonly #path: string;
  readonly #roomIds: Map<string, string>;
  /** One line after the other. */
  #written: Promise<void> = Promise.resolve();

  private constructor(path: string, roomIds: Map<string, string>) {
    this.#path = path;
    this.#roomIds = roomIds;
  }

  /** A line that cannot be read, as of a process that was killed while it wrote, is left out. Rejects when the file cannot be read. */
  static async open(path: string): Promise<RoomFile> {
    const roomIds = new Map<string, string>();
    for (const line of (await textOf(path)).split("\n")) {
      const known = roomOf(line);
      if (known !== undefined) roomIds.set(...known);
    }
    return new RoomFile(path, roomIds);
  }

  async find(room: string): Promise<string | undefined> {
    return this.#roomIds.get(room);
  }

  save(room: string, roomId: string): Promise<void> {
    this.#roomIds.set(room, roomId);
    const line = JSON.stringify({ room, roomId });
    // The line before may be unfinished.
    const writing = this.#written.then(() => appendFile(this.#path, `\n${line}\n`, { mode: 0o600 }));
    this.#written = writing.catch(() => undefined);
    return writing;
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function roomOf(line: string): [room: string, roomId: string] | undefined {
  try {
    const fields: unknown = JSON.parse(line);
    if (!isFields(fields)) return undefined;
    const { room, roomId } = fields;
    return typeof room === "string" && typeof roomId === "string" ? [room, roomId] : undefined;
  } catch {
    return undefined;
  }
}
