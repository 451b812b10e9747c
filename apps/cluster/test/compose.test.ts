// docker-compose.yml and what it mounts, held to what `npm run cluster` starts. There need be no Docker here.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { readConfig, startServer } from "@hydra/server";
import { natsConfig } from "@hydra/server/nats";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { containerNatsConfig, containerNodeEnvironment } from "./containers.ts";

const ROOT = join(import.meta.dirname, "../../..");

interface Service {
  readonly image: string;
  readonly environment?: Record<string, string>;
  readonly volumes?: readonly string[];
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
}

interface Compose {
  readonly services: Record<string, Service>;
  readonly networks: Record<string, unknown>;
  readonly volumes: Record<string, unknown>;
}

/** Of Grafana's model, https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/. */
interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly datasource: { readonly uid: string };
    /** On a grid that is 24 wide. */
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets: readonly { readonly refId: string; readonly datasource: { readonly uid: string } }[];
  }[];
}

const read = (path: string): Promise<string> => readFile(join(ROOT, path), "utf8");
const compose = parse(await read("docker-compose.yml"), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const nodes = services.filter(([name]) => name.startsWith("node-"));
const natsServers = services.filter(([name]) => name.startsWith("nats-"));

it("mounts nothing that is not there", async () => {
  const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(":")[0]!));
  for (const source of sources) {
    if (source.startsWith("./")) await stat(join(ROOT, source));
    else expect(compose.volumes).toHaveProperty(source);
  }
  for (const [, { build }] of nodes) await stat(join(ROOT, build!.context, build!.dockerfile));
  expect(sources.length).toBeGreaterThan(5);
});

it("pins every image, and connects no service to a network that is not there", () => {
  for (const [, { image, networks }] of services) {
    expect(image).toMatch(/^(hydra:local|[a-z/-]+:v?\d+\.\d+\.\d+(-alpine)?)$/);
    for (const network of networks) expect(compose.networks).toHaveProperty(network);
  }
});

it("lets only the nodes reach the log, and nothing outside reach a node past the proxy", () => {
  const onLog = services.filter(([, { networks }]) => networks.includes("log")).map(([name]) => name);
  expect(onLog.sort()).toEqual([...natsServers, ...nodes].map(([name]) => name).sort());
  const published = services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name);
  expect(published.sort()).toEqual(["caddy", "grafana"]);
});

it("gives its nodes the environment that a cluster on one machine gives its own, and the server takes it", () => {
  expect(nodes.map(([name]) => name)).toEqual(["node-1", "node-2", "node-3"]);
  const secret = nodes[0]![1].environment!["SESSION_SECRET"]!;
  expect(secret).toMatch(/^\$\{SESSION_SECRET:\?/);
  // Guests of containers come by an address that those cannot find out.
  const wanted = { ...containerNodeEnvironment(secret), PUBLIC_URL: "${PUBLIC_URL:-}" };
  const [[, first], ...others] = nodes as [[string, Service], ...[string, Service][]];
  expect(first.environment).toEqual({ ...wanted, DEMO: "${DEMO:-1}" });
  for (const [, { environment }] of others) expect(environment).toEqual(wanted);
  expect(readConfig(containerNodeEnvironment("x".repeat(32)))).toMatchObject({
    host: "0.0.0.0",
    port: 3_000,
    eventLog: { settings: { nats: { servers: ["nats-1:4222", "nats-2:4222", "nats-3:4222"] } } },
    trustProxy: ["uniquelocal"],
    metricsPort: 9_464,
    isLab: false,
  });
});

it("configures NATS with the text that a cluster on one machine writes", async () => {
  expect(await read("apps/cluster/nats/nats.conf")).toBe(containerNatsConfig());
  expect(containerNatsConfig()).toMatch(/^ {2}sync_interval: always$/m);
  expect(natsServers.map(([name, { environment }]) => [name, environment])).toEqual(
    ["nats-1", "nats-2", "nats-3"].map((name) => [name, { NATS_NAME: name }]),
  );
  // Not for servers that would refuse to start with it.
  const old = { serverName: "a", client: "", storeDir: "", syncsAlways: false };
  expect(natsConfig(old)).not.toMatch(/sync_interval/);
});

it("names the same nodes to Caddy and to Prometheus", async () => {
  const addresses = nodes.map(([name]) => `${name}:3000`);
  expect(compose.services["caddy"]!.environment!["HYDRA_NODES"]).toBe(addresses.join(" "));
  const prometheus = parse(await read("apps/cluster/prometheus/prometheus.yml")) as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  const { METRICS_PORT: port } = containerNodeEnvironment("");
  const targets = nodes.map(([name]) => `${name}:${port}`);
  expect(prometheus.scrape_configs[0]!.static_configs[0]!.targets).toEqual(targets);
});

it("shows in Grafana only figures that there are", async () => {
  const text = await read("apps/cluster/grafana/dashboards/hydra.json");
  await using server = await startServer();
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  const known = new Set(Array.from(metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name]) => name));
  const used = Array.from(text.matchAll(/\b(hydra|nodejs|process)_\w+/g), ([name]) =>
    name.replace(/_bucket$/, ""),
  );
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((name) => !known.has(name))).toEqual([]);
});

it("gives each panel in Grafana a place of its own and the data source that there is", async () => {
  const { panels } = JSON.parse(await read("apps/cluster/grafana/dashboards/hydra.json")) as Dashboard;
  const source = parse(await read("apps/cluster/grafana/provisioning/datasources/prometheus.yml")) as {
    datasources: { uid: string }[];
  };
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const { datasource, targets } of panels) {
    for (const { uid } of [datasource, ...targets.map((target) => target.datasource)])
      expect(uid).toBe(source.datasources[0]!.uid);
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  }
});
