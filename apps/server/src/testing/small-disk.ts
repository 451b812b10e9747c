// A small disk that can be filled: a tmpfs, where the machine lets one be mounted.
import { spawnSync } from "node:child_process";
import { open, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Enough for the logs of a cluster's test. */
const SIZE_MB = 16;
const PIECE = Buffer.alloc(4_096);

export class SmallDisk implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Undefined where nothing may be mounted. */
  static async mount(sizeMb = SIZE_MB): Promise<SmallDisk | undefined> {
    const folder = await mkdtemp(join(tmpdir(), "hydra-disk-"));
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMb}m`, "hydra-disk", folder]);
    if (status === 0) return new SmallDisk(folder);
    await rm(folder, { recursive: true });
    return undefined;
  }

  /** To the last byte. */
  async fill(): Promise<void> {
    const file = await open(this.#filler, "a");
    try {
      for (;;) await file.write(PIECE);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    } finally {
      await file.close();
    }
  }

  free(): Promise<void> {
    return rm(this.#filler, { force: true });
  }

  /** All that is on it is gone, as soon as no process has it open. */
  unmount(): void {
    spawnSync("umount", ["-l", this.folder]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.unmount();
    await rm(this.folder, { recursive: true, force: true });
  }

  get #filler(): string {
    return join(this.folder, "filler");
  }
}
