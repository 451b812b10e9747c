// Three NATS servers with JetStream on this machine, as processes: written, started, waited for until they have a
// leader. Each listens on 127.0.0.1 only.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePorts, natsConfig, type NatsProgram } from "@hydra/server/nats";
import { ClusterError } from "./cluster-error.ts";
import { SIZE, type ClusterConfig } from "./config.ts";
import { Part } from "./part.ts";

export interface NatsMember {
  readonly part: Part;
  /** `host:port` for clients. */
  readonly client: string;
  /** Origin of its monitor. */
  readonly monitorUrl: string;
}

const HOST = "127.0.0.1";
/** An election takes a second or two; a machine that is busy, longer. */
const LEADER_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Starts them; what has been started so far is in `members`, whatever comes. */
export async function startNats(
  server: NatsProgram,
  config: ClusterConfig,
  members: NatsMember[],
): Promise<void> {
  const clients = await portsFrom(config.natsPort);
  const monitors = await portsFrom(config.natsMonitorPort);
  const routes = (await portsFrom(0)).map((port) => `${HOST}:${port}`);
  for (const [index, listen] of routes.entries()) {
    const name = `nats-${index + 1}`;
    const client = `${HOST}:${clients[index]}`;
    const monitor = `${HOST}:${monitors[index]}`;
    const storeDir = join(config.folder, name);
    const file = join(config.folder, `${name}.conf`);
    const pidFile = join(config.folder, `${name}.pid`);
    await refuseSecond(name, pidFile);
    await mkdir(storeDir, { recursive: true });
    const cluster = { listen, routes };
    const syncsAlways = server.isCurrent;
    await writeFile(file, natsConfig({ serverName: name, client, monitor, cluster, storeDir, syncsAlways }));
    const part = new Part({
      name,
      command: [server.path, "--config", file, "--pid", pidFile],
      environment: config.environment,
      logFile: join(config.folder, `${name}.log`),
    });
    members.push({ part, client, monitorUrl: `http://${monitor}` });
  }
  await Promise.race([untilLeader(members), ...members.map(({ part }) => part.endedEarly())]);
}

async function portsFrom(first: number): Promise<number[]> {
  if (first === 0) return freePorts(SIZE, HOST);
  return Array.from({ length: SIZE }, (_, index) => first + index);
}

/** Two servers on one store would spoil it; the one that has it may be left over from a cluster that was killed. */
async function refuseSecond(name: string, pidFile: string): Promise<void> {
  const pid = Number(await readFile(pidFile, "utf8").catch(() => ""));
  if (!(pid > 0)) return;
  // Where there is no /proc, processes cannot be distinguished.
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (!command.includes(pidFile)) return;
  throw new ClusterError(
    `${name} of an earlier cluster on this folder is still running: end it first (pid ${pid}).`,
  );
}

async function untilLeader(members: readonly NatsMember[]): Promise<void> {
  const deadline = AbortSignal.timeout(LEADER_TIMEOUT_MS);
  for (const { part, monitorUrl } of members) {
    while (!(await knowsLeader(monitorUrl))) {
      if (deadline.aborted) {
        throw new ClusterError(
          `${part.name} has found no leader within ${LEADER_TIMEOUT_MS / 1_000} s; see its log.`,
        );
      }
      await wait(LOOK_EVERY_MS);
    }
  }
}

/** Whether the server sees the whole cluster, and a leader of JetStream in it. */
async function knowsLeader(monitorUrl: string): Promise<boolean> {
  try {
    const meta = fieldsOf(fieldsOf(await (await fetch(`${monitorUrl}/jsz`)).json())["meta_cluster"]);
    const { leader, cluster_size: size } = meta;
    return typeof leader === "string" && leader !== "" && size === SIZE;
  } catch {
    return false;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
