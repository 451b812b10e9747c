// What only the lab needs, put together: ledger, leases, traffic, weather, microscope. Absent with LAB=0.
import type { CutRequest, TrafficAnswer, TrafficRequest, WeatherRequest } from "@hydra/protocol";
import { ProtocolError, WEATHERS } from "@hydra/protocol";
import type { BattleLoop } from "../battle/battle-loop.ts";
import type { PlayerPlaces } from "../battle/player-places.ts";
import { createLeases, LEASE_MS, type Leases } from "./leases.ts";
import { reachableHost } from "../listening-address.ts";
import { Ledger } from "./ledger.ts";
import { Traffic } from "./traffic.ts";
import { TrafficShares } from "./traffic-shares.ts";
import { Bench, type ListeningAddress } from "./wire/bench.ts";
import { Captures } from "./wire/captures.ts";
import { SideDoor, type Accept } from "./side-door.ts";
import { startWeatherRelay, type RelayedClients, type WeatherRelay } from "./weather-relay.ts";

const WEATHER = "weather";

/** What is reached through the weather. */
export interface RelayedServer extends Pick<RelayedClients, "onClient"> {
  readonly accept: Accept;
}

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
  #relay: WeatherRelay | undefined;
  #door: SideDoor | undefined;
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
    const door = await SideDoor.open(server.accept);
    this.#door = door;
    this.#relay = await startWeatherRelay(
      { host, port },
      { onClient: server.onClient, connectFor: (client) => door.connectFor(client) },
    );
  }

  /** Ports that pages race through; none before the server listens. */
  get ports(): readonly number[] {
    return this.#relay === undefined ? [] : [this.#relay.port, this.#relay.slowPort];
  }

  /** Whether a page of `origin` that asks `host` is this server's own page, racing through the weather. */
  isOwnPage(origin: string, host: string | undefined): boolean {
    if (this.#relay === undefined || host === undefined || !URL.canParse(origin)) return false;
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

  /** Starts, changes or keeps up a family's traffic. @throws ProtocolError `lab-busy` */
  runTraffic(familyId: string, { labId, client, ...rates }: TrafficRequest & FromClient): TrafficAnswer {
    this.#leases.hold({ resource: trafficOf(familyId), labId, network: client }, () => {
      const share = this.#shares.join(client, rates.hitsPerSecond);
      const [loop, places] = [this.#loop, this.#places];
      this.#traffic.set(familyId, new Traffic({ loop, places, familyId, rates, share }));
      return () => {
        this.#traffic.get(familyId)?.stop();
        this.#traffic.delete(familyId);
      };
    });
    const traffic = this.#traffic.get(familyId);
    if (traffic === undefined) throw new Error("a lease without its traffic");
    traffic.change(rates);
    const { counters, grantedHitsPerSecond, run } = traffic;
    const { hitsPerSecond, bots, seed } = rates;
    const answer = { labId, familyId, hitsPerSecond, bots, seed, grantedHitsPerSecond, ...counters };
    return { ...answer, leaseMs: LEASE_MS, ...(run === undefined ? {} : { run }) };
  }

  stopTraffic(familyId: string, labId: string): void {
    this.#leases.release(trafficOf(familyId), labId);
  }

  /** Sets or keeps up the weather. @throws ProtocolError `lab-busy`; `unavailable` where there is none */
  setWeather({ labId, weather, client }: WeatherRequest & FromClient): WeatherRelay {
    const relay = this.#holdWeather(labId, client);
    relay.change(weather);
    return relay;
  }

  clearWeather(labId: string): void {
    this.#leases.release(WEATHER, labId);
  }

  /** Resets what goes through the weather, for the lab that holds it. @throws ProtocolError `lab-busy`, `unavailable` */
  cut({ labId, cutMs, client }: CutRequest & FromClient): void {
    this.#holdWeather(labId, client).cut(cutMs);
  }

  #holdWeather(labId: string, client: string): WeatherRelay {
    const relay = this.#relay;
    if (relay === undefined) throw new ProtocolError("unavailable", "There is no weather here.");
    const claim = { resource: WEATHER, labId, network: client };
    this.#leases.hold(claim, () => () => relay.change(WEATHERS.none));
    return relay;
  }

  get relay(): WeatherRelay | undefined {
    return this.#relay;
  }

  close(): void {
    this.#leases.close();
    this.captures.close();
    this.#relay?.close();
    this.#door?.close();
  }
}

function trafficOf(familyId: string): string {
  return `traffic:${familyId}`;
}

/** URL leaves a scheme's default port out. */
function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
