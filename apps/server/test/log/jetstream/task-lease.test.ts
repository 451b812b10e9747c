// One of the nodes that share a stream does a task: EL47 of src/log/SPEC.md, against a real nats-server.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TaskLease } from "../../../src/log/event-log.ts";
import { JetStreamLog } from "../../../src/log/jetstream/jetstream-log.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";
import { createJetStreamHome, type JetStreamHome } from "./jetstream-home.ts";

/** For what hangs. */
const PATIENCE = { timeout: 30_000, interval: 5 };
/** Longer than a busy machine stands still. */
const LEASE_MS = 2_000;

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const timings = { appendTimeoutMs: 3_000, checkIntervalMs: 50, taskLeaseMs: LEASE_MS };

/** Past the relay, which a test may cut. */
function openDirect(home: JetStreamHome): Promise<JetStreamLog> {
  return home.open({ nats: { servers: [server.address] }, timings });
}

/** Several that ask for one task; after each change of any, and all the time, at most one has it. */
class Claimants {
  readonly leases: TaskLease[] = [];
  readonly changes: string[] = [];
  atOnce = 0;
  readonly #watching = setInterval(() => this.#look(), 1);

  add(name: string, log: JetStreamLog): TaskLease {
    const lease = log.lease("test", (isHeld) => {
      this.changes.push(`${name} ${isHeld}`);
      this.#look();
    });
    this.leases.push(lease);
    return lease;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#watching);
  }

  #look(): void {
    this.atOnce = Math.max(this.atOnce, this.leases.filter(({ isHeld }) => isHeld).length);
  }
}

const held = async (lease: TaskLease): Promise<void> =>
  vi.waitFor(() => expect(lease.isHeld).toBe(true), PATIENCE);

describe("a task of nodes that share a stream", () => {
  it("[EL47] is one node's, as long as that renews it, and another's at once when it closes", async () => {
    await using home = await createJetStreamHome(server);
    using claimants = new Claimants();
    const logs = [await openDirect(home), await openDirect(home), await openDirect(home)];
    const first = claimants.add("a", logs[0]!);
    await held(first);
    const others = [claimants.add("b", logs[1]!), claimants.add("c", logs[2]!)];
    // Several leases long, counted in renewals: each is a message.
    const renewals = async (): Promise<number> =>
      (await home.manager.streams.info(`${home.stream}_LEASES`)).state.last_seq;
    const before = await renewals();
    await vi.waitFor(async () => expect(await renewals()).toBeGreaterThan(before + 9), PATIENCE);
    expect([first, ...others].map(({ isHeld }) => isHeld)).toEqual([true, false, false]);
    await logs[0]!.close();
    expect(first.isHeld).toBe(false);
    await vi.waitFor(() => expect(others.some(({ isHeld }) => isHeld)).toBe(true), PATIENCE);
    expect(claimants.changes).toEqual(["a true", expect.stringMatching(/^[bc] true$/)]);
    expect(claimants.atOnce).toBe(1);
    // However long it goes on.
    expect((await home.manager.streams.info(`${home.stream}_LEASES`)).state.messages).toBe(1);
  });

  it("[EL47] is lost by a node that is cut off before another has it, and is not taken back when it returns", async () => {
    await using home = await createJetStreamHome(server);
    using claimants = new Claimants();
    const log = await home.open({ timings });
    const first = claimants.add("a", log);
    await held(first);
    const second = claimants.add("b", await openDirect(home));
    const cut = await home.cutOff();
    await held(second);
    await cut[Symbol.asyncDispose]();
    // It is there again.
    await vi.waitFor(async () => expect((await log.append(EVENT)).seq).toBeGreaterThan(0), PATIENCE);
    expect(claimants.changes).toEqual(["a true", "a false", "b true"]);
    expect([first.isHeld, second.isHeld, claimants.atOnce]).toEqual([false, true, 1]);
  });

  it("[EL47] goes on with one of them when the servers have been away", async () => {
    await using own = await NatsServer.start();
    await using home = await createJetStreamHome(own);
    using claimants = new Claimants();
    const logs = [await home.open({ timings }), await home.open({ timings })];
    const leases = logs.map((log, n) => claimants.add(String(n), log));
    const count = (): number => leases.filter(({ isHeld }) => isHeld).length;
    await vi.waitFor(() => expect(count()).toBe(1), PATIENCE);
    await own.stop();
    await vi.waitFor(() => expect(count()).toBe(0), PATIENCE);
    await own.start();
    await vi.waitFor(() => expect(count()).toBe(1), PATIENCE);
    expect(claimants.atOnce).toBe(1);
  });

  it("[EL47] is taken from a record that is none", async () => {
    await using home = await createJetStreamHome(server);
    const log = await openDirect(home);
    const before = log.lease("test", () => undefined);
    await held(before);
    await before.release();
    await home.connection.request(`hydra-lease.${home.stream}.test`, "nonsense");
    await held(log.lease("test", () => undefined));
  });
});

const EVENT = { type: "attack", familyId: "fam", playerId: "p", commandId: "c", skill: "slash" } as const;

it.each(["$JS.API.STREAM.CREATE.RIGHTS_LEASES", "hydra-lease.>"])(
  "[EL47] is refused in one line, once, where the account may not publish to %s",
  async (subject) => {
    const password = "secret-of-a-test";
    const user = `{ user: node, password: ${JSON.stringify(password)}, permissions: { publish: { deny: ${JSON.stringify(subject)} } } }`;
    // Which makes what the account may not.
    const other = `{ user: other, password: ${JSON.stringify(password)} }`;
    await using own = await NatsServer.start({ more: `authorization { users = [${user}, ${other}] }` });
    const open = (name: string): Promise<JetStreamLog> =>
      JetStreamLog.open({
        nats: { servers: [own.address], user: name, pass: password },
        stream: "RIGHTS",
        timings,
      });
    await (await open("other")).close();
    const log = await open("node");
    const refusals: string[] = [];
    const lease = log.lease(
      "messaging",
      () => undefined,
      (detail) => refusals.push(detail),
    );
    await vi.waitFor(() => expect(refusals).toHaveLength(1), PATIENCE);
    expect(refusals[0]).toMatch(
      /^The task "messaging" cannot be asked for \(.*ermission.*\): .*RIGHTS_LEASES.*hydra-lease\.RIGHTS\.messaging\.$/,
    );
    expect(refusals[0]).not.toContain(password);
    expect([lease.isHeld, log.status]).toEqual([false, "ready"]);
    await log.close();
  },
);
