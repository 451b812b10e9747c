// Where a soak happens: a data folder on a small disk of its own where one may be mounted, a clock for the server, and a folder for what
// is written besides. All of it goes away in the end, unless something did not hold: then the data folder is kept.
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeShiftedClock, SmallDisk, type ShiftedClock } from "@hydra/server/testing";

const DISK_MB = 512;

export class Place implements AsyncDisposable {
  /** Of the run: the server's output, and in the end what is kept. */
  readonly folder: string;
  readonly clock: ShiftedClock;
  /** Undefined where nothing may be mounted. */
  readonly disk: SmallDisk | undefined;
  isKept = true;

  /** Broken off: what is mounted would stay. */
  readonly #abandon = (): void => this.disk?.unmount();

  private constructor(folder: string, disk: SmallDisk | undefined) {
    this.folder = folder;
    this.disk = disk;
    this.clock = makeShiftedClock();
    process.once("exit", this.#abandon);
  }

  /** @throws Error without a compiler for the clock */
  static async make(): Promise<Place> {
    const place = new Place(await mkdtemp(join(tmpdir(), "hydra-soak-")), await SmallDisk.mount(DISK_MB));
    await mkdir(place.dataDir);
    return place;
  }

  get dataDir(): string {
    return join(this.disk?.folder ?? this.folder, "data");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (!this.isKept) await rm(this.folder, { recursive: true });
      else if (this.disk !== undefined)
        await cp(this.dataDir, join(this.folder, "data"), { recursive: true });
    } finally {
      process.off("exit", this.#abandon);
      await this.disk?.[Symbol.asyncDispose]();
      this.clock[Symbol.dispose]();
    }
  }
}
