// A lab's weather: kept up at the server, at ports that are this lab's alone. After the server's restart, or a long sleep, it may be
// at other ports: the lanes go there.
import { clearWeather, cutWeather, putWeather, type ApiOptions } from "@hydra/client";
import { Lease, weatherOf, type SetUp } from "@hydra/lab";
import type { InterruptionKind } from "@hydra/protocol";
import { server } from "../server.ts";
import { lanesAt, type LabPlace, type LanesPlace } from "./place.ts";

export interface LabWeatherOptions {
  readonly api: ApiOptions;
  readonly place: LabPlace;
  setUp(): SetUp;
  /** It is at other ports than before. */
  onMove(place: LanesPlace): void;
  onTrouble(error: unknown): void;
}

export class LabWeather {
  readonly lease: Lease;
  readonly #options: LabWeatherOptions;
  #port: number | undefined;
  #runId: string | undefined;

  constructor(options: LabWeatherOptions) {
    this.#options = options;
    this.#port = options.place.weatherPort;
    this.lease = new Lease({
      take: () => this.#put(),
      release: () => clearWeather(server, options.place.labId),
    });
  }

  /** Where it is; undefined where there is none. */
  get port(): number | undefined {
    return this.#port;
  }

  /** What the seed draws begins anew, for a run. */
  beginRun(runId: string): void {
    this.#runId = runId;
  }

  /** Now, for so long. */
  interrupt(kind: InterruptionKind, lastsMs: number): void {
    const { api, place, onTrouble } = this.#options;
    if (!place.hasWeather) return;
    const body = { labId: place.labId, cutMs: lastsMs, isPortal: kind === "portal" };
    cutWeather(api, body).catch(onTrouble);
  }

  async #put(): Promise<void> {
    const { api, place, setUp, onMove } = this.#options;
    const answer = await putWeather(api, {
      labId: place.labId,
      weather: weatherOf(setUp()),
      seed: setUp().seed,
      ...(this.#runId === undefined ? {} : { runId: this.#runId }),
      ...(this.#port === undefined ? {} : { weatherPort: this.#port }),
    });
    const hasMoved = answer.weatherPort !== this.#port;
    this.#port = answer.weatherPort;
    if (hasMoved) onMove(lanesAt(place.hostname, answer));
  }
}
