// What only the lab needs, put together: ledger, leases, traffic, weathers, microscope. Absent with LAB=0.
import type {
  CutRequest,
  TrafficAnswer,
  TrafficRequest,
  WeatherAnswer,
  WeatherRequest,
} from "@hydra/protocol";
import { ProtocolError } from "@hydra/protocol";
import type { BattleLoop } from "../battle/battle-loop.ts";
import type { PlayerPlaces } from "../battle/player-places.ts";
import { createLeases, LEASE_MS, type Leases } from "./leases.ts";
import { LabWeathers, type RelayClaim, type RelayedServer } from "./lab-weathers.ts";
import { reachableHost } from "../listening-address.ts";
import { Ledger } from "./ledger.ts";
import { Traffic } from "./traffic.ts";
import { TrafficShares } from "./traffic-shares.ts";
import { Bench, type ListeningAddress } from "./wire/bench.ts";
import { Captures } from "./wire/captures.ts";
import type { WeatherRelay } from "./weather-relay.ts";

/** Whose share it is. */
interface FromClient {
  readonly client: string;
}

export class Lab {
  readonly ledger = new Ledger();
  readonly captures = new Captures();
  readonly bench = new Bench();
  readonly #loop: BattleLoop;
  readonly #places: PlayerPlaces;
  readonly #leases: Leases = createLeases();
  readonly #traffic = new Map<string, Traffic>();
  readonly #shares = new TrafficShares();
  #weathers: LabWeathers | undefined;
  #mainPort = 0;

  constructor(loop: BattleLoop, places: PlayerPlaces) {
    this.#loop = loop;
    this.#places = places;
  }

  /**
   * Opens the ports with the weather, in front of the server that listens.
   * @param server gets each client's address at once, and gets what connects on its behalf once the weather lets it
   */
  async listen({ host, port }: ListeningAddress, server: RelayedServer): Promise<void> {
    this.#mainPort = port;
    this.bench.listen({ host: reachableHost(host), port });
    this.#weathers = await LabWeathers.open({ host, port }, server);
  }

  /** Ports that pages race through; none before the server listens. */
  get ports(): readonly number[] {
    return this.#weathers?.ports ?? [];
  }

  /** Whether a page of `origin` that asks `host` is this server's own page, racing through the weather. */
  isOwnPage(origin: string, host: string | undefined): boolean {
    if (host === undefined || !URL.canParse(origin)) return false;
    const page = new URL(origin);
    const asked = `${page.protocol}//${host}`;
    if (!URL.canParse(asked)) return false;
    const target = new URL(asked);
    return (
      page.hostname === target.hostname &&
      portOf(page) === this.#mainPort &&
      this.ports.includes(portOf(target))
    );
  }

  /** Starts, changes or keeps up a lab's traffic in a family. @throws ProtocolError `lab-busy` */
  runTraffic(familyId: string, { labId, client, ...rates }: TrafficRequest & FromClient): TrafficAnswer {
    const name = trafficOf(familyId, labId);
    this.#leases.hold(name, () => {
      const share = this.#shares.join(client, rates.hitsPerSecond);
      const [loop, places] = [this.#loop, this.#places];
      this.#traffic.set(name, new Traffic({ loop, places, familyId, rates, share }));
      return () => {
        this.#traffic.get(name)?.stop();
        this.#traffic.delete(name);
      };
    });
    const traffic = this.#traffic.get(name);
    if (traffic === undefined) throw new Error("a lease without its traffic");
    traffic.change(rates);
    const { counters, grantedHitsPerSecond, run } = traffic;
    const { hitsPerSecond, bots, seed } = rates;
    const answer = { labId, familyId, hitsPerSecond, bots, seed, grantedHitsPerSecond, ...counters };
    return { ...answer, leaseMs: LEASE_MS, ...(run === undefined ? {} : { run }) };
  }

  stopTraffic(familyId: string, labId: string): void {
    this.#leases.release(trafficOf(familyId, labId));
  }

  /** Sets or keeps up a lab's weather. @throws ProtocolError `lab-busy`; `unavailable` where there is none */
  setWeather(claim: WeatherRequest & FromClient): WeatherAnswer {
    const { weather, seed = 0, runId } = claim;
    const relay = this.#holdWeather(claim);
    relay.change({ weather, seed, runId });
    const { port: weatherPort, slowPort } = relay;
    return { weather, weatherPort, slowPort, leaseMs: LEASE_MS };
  }

  clearWeather(labId: string): void {
    this.#leases.release(weatherOf(labId));
  }

  /** Resets what goes through a lab's weather. @throws ProtocolError `lab-busy`, `unavailable` */
  cut({ cutMs, isPortal, ...claim }: CutRequest & FromClient): void {
    const relay = this.#holdWeather(claim);
    if (isPortal === true) relay.lockIn(cutMs);
    else relay.cut(cutMs);
  }

  #holdWeather(claim: RelayClaim): WeatherRelay {
    const weathers = this.#weathers;
    if (weathers === undefined) throw new ProtocolError("unavailable", "There is no weather here.");
    const { labId } = claim;
    this.#leases.hold(weatherOf(labId), () => weathers.take(claim));
    return weathers.of(labId);
  }

  close(): void {
    this.#leases.close();
    this.captures.close();
    this.#weathers?.close();
  }
}

function trafficOf(familyId: string, labId: string): string {
  return `traffic of ${labId} in ${familyId}`;
}

function weatherOf(labId: string): string {
  return `weather of ${labId}`;
}

/** URL leaves a scheme's default port out. */
function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
