// The network between the servers of a cluster, every way of it a relay that can be cut or fall silent: a partition that
// needs no namespaces and no rights.
import { startRelay, type CuttableRelay } from "../log/jetstream/cuttable-relay.ts";

interface Way {
  readonly from: string;
  readonly to: string;
  readonly relay: CuttableRelay;
}

export class Network implements AsyncDisposable {
  readonly #ways: Way[] = [];

  /** A new way; for `startNatsCluster`. */
  readonly route = async (from: string, to: string, port: number): Promise<string> => {
    const relay = await startRelay(port);
    this.#ways.push({ from, to, relay });
    return relay.address;
  };

  /** Every packet to and from this server is lost: connections stay, nothing comes. */
  silence(name: string): void {
    for (const relay of this.#around(name)) relay.hold();
  }

  /** Every connection to and from this server breaks, and none can be made. */
  cutOff(name: string): void {
    for (const relay of this.#around(name)) relay.cut();
  }

  mend(): void {
    for (const { relay } of this.#ways) relay.mend();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#ways.map(({ relay }) => relay[Symbol.asyncDispose]()));
  }

  #around(name: string): CuttableRelay[] {
    return this.#ways.filter(({ from, to }) => from === name || to === name).map(({ relay }) => relay);
  }
}
