// What a client adds for good, or takes away from others: families, players, commands, captures, lanes, the weather. SPEC PR16–PR19,
// PR42, PR86. Each is tried far beyond its bound by one client, while another still gets what is its own.
import { routes } from "@hydra/protocol";
import { expect, it } from "vitest";
import { createFamily, join } from "../http-player.ts";
import type { Requests, RequestsReport } from "./attackers/requests.ts";
import { IS_LONG } from "../long.ts";
import { ATTACK_TIMEOUT_MS, Target } from "./target.ts";

const AT_ONCE = 64;
const FOUNDED = IS_LONG ? 10_000 : 1_500;
const COUNT = 1_500;
const PLAYERS = 40;
const RATE_LIMIT = 200;
const FAMILIES_PER_ADDRESS = 100;
const MAX_FAMILIES = 50;
const MAX_CLIENT_CAPTURES = 32;
/** Every address of this machine is a proxy; what it forwards is the attacker's to choose. */
const PROXIED = { TRUST_PROXY: "127.0.0.0/8" };

type Asked = Pick<Requests, "method" | "path"> & Partial<Requests>;

interface BudgetAttack {
  readonly name: string;
  request(target: Target): Asked | Promise<Asked>;
  readonly settings?: Record<string, string>;
  /** How many may have been granted. */
  most(report: RequestsReport): number;
  /** What all others were answered. */
  readonly codes: readonly string[];
  /** That another client still gets its own share. */
  isOpenToOthers?(target: Target): Promise<void>;
  /** Also in `npm test`. */
  readonly isShort?: boolean;
}

const family = { count: FOUNDED, method: "POST", path: routes.families, body: '{"name":"Flood #"}' } as const;
const ofRate = ({ seconds }: RequestsReport): number => RATE_LIMIT * (1 + seconds) + 1;

async function othersFound(target: Target): Promise<void> {
  expect((await join(target, await createFamily(target))).playerId).not.toBe("");
}

const ATTACKS: readonly BudgetAttack[] = [
  {
    name: "[PR42] families of one address",
    isShort: true,
    request: () => family,
    // An hour's, saved up; one more every 36 s.
    most: ({ seconds }) => FAMILIES_PER_ADDRESS + seconds / 36 + 1,
    codes: ["rate-limited", "quota-exceeded"],
    isOpenToOthers: othersFound,
  },
  {
    name: "[PR16] families of one IPv6 network, whose addresses change",
    request: () => ({ ...family, headers: { "x-forwarded-for": "2001:db8:0:1::#" } }),
    settings: PROXIED,
    most: ({ seconds }) => FAMILIES_PER_ADDRESS + seconds / 36 + 1,
    codes: ["rate-limited", "quota-exceeded"],
    isOpenToOthers: othersFound,
  },
  {
    name: "[PR42] families of many networks, more than the server lists",
    request: () => ({ ...family, headers: { "x-forwarded-for": "2001:db8:#::1" } }),
    settings: { ...PROXIED, MAX_FAMILIES: String(MAX_FAMILIES) },
    most: () => MAX_FAMILIES + AT_ONCE,
    // Families that are new make no room.
    codes: ["at-capacity"],
    async isOpenToOthers(target) {
      expect(await target.metric("hydra_families")).toBeLessThanOrEqual(MAX_FAMILIES + AT_ONCE);
    },
  },
  {
    name: "[PR42] players of one address in one family",
    request: ({ player }) => ({
      method: "POST",
      path: routes.players(player.familyId),
      body: '{"name":"Flood #"}',
    }),
    settings: { PLAYERS_PER_ADDRESS: "300" },
    most: ({ seconds }) => 300 + seconds / 12 + 1,
    codes: ["rate-limited", "quota-exceeded"],
    isOpenToOthers: async (target) =>
      expect((await join(target, target.player.familyId)).playerId).not.toBe(""),
  },
  {
    name: "[PR16] forty players of one address",
    isShort: true,
    async request(target) {
      const { familyId } = target.player;
      const tokens: string[] = [];
      for (let n = 0; n < PLAYERS; n += 1) tokens.push((await join(target, familyId)).token);
      const body = '{"commandId":"flood-#","skill":"slash"}';
      return { method: "POST", path: routes.attacks(familyId), tokens, body };
    },
    most: ofRate,
    codes: ["rate-limited"],
  },
  {
    name: "[PR86] captures of one address",
    isShort: true,
    request: () => ({ method: "POST", path: routes.labWires }),
    most: () => MAX_CLIENT_CAPTURES,
    codes: ["rate-limited", "lab-busy"],
  },
  {
    name: "[PR4] captures for pages of another site",
    request: () => ({ method: "POST", path: routes.labWires, headers: { origin: "http://evil.example" } }),
    most: () => 0,
    codes: ["forbidden-origin"],
  },
  {
    name: "[PR17] unknown hosts",
    request: ({ port }) => ({ method: "GET", path: "/healthz", headers: { host: `evil-#.example:${port}` } }),
    most: () => 0,
    codes: ["unknown-host"],
  },
  {
    name: "[PR32] the lab's weather",
    request: () => ({ method: "PUT", path: routes.labWeather, body: '{"labId":"#"}' }),
    most: ofRate,
    codes: ["rate-limited", "lab-busy", "invalid-body"],
  },
  {
    name: "lanes of one address",
    request: ({ player }) => ({
      method: "GET",
      path: `${routes.feed(player.familyId, "polling")}?lane=flood-#`,
    }),
    most: () => COUNT,
    codes: ["lab-busy"],
  },
];

const attacks = ATTACKS.filter(({ isShort = false }) => IS_LONG || isShort);
it.each(attacks)("$name", { timeout: ATTACK_TIMEOUT_MS }, async (attack) => {
  const { name, request, settings, most, codes, isOpenToOthers } = attack;
  await using target = await Target.open(settings);
  let granted = 0;
  const bounds = { growthMib: 160, handles: 64, entries: () => granted };
  await target.underAttack(name, bounds, async () => {
    const kind = { count: COUNT, atOnce: AT_ONCE, ...(await request(target)) };
    const report = await target.attack({ type: "requests", kind });
    const { 0: cut = 0, 200: ok = 0, 201: created = 0 } = report.statuses;
    granted = ok + created;
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(cut).toBe(0);
    expect(granted).toBeLessThanOrEqual(most(report));
    expect(Object.keys(report.codes).filter((code) => !codes.includes(code))).toEqual([]);
    await isOpenToOthers?.(target);
  });
});
