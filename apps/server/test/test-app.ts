// A server without a port, to inject requests into, with the few steps every test of a route begins with.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rules } from "@hydra/engine";
import { decodeAttackAnswer, decodeCreateFamilyAnswer, decodeJoinAnswer, routes } from "@hydra/protocol";
import type { AttackAnswer, JoinAnswer } from "@hydra/protocol";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { createApp, type Replacements } from "../src/app.ts";
import { readConfig, type Config } from "../src/config.ts";

export const SECRET = "a secret that only the tests of this server know";

export class TestApp implements AsyncDisposable {
  readonly app: FastifyInstance;
  readonly #dataDir: string;
  #commands = 0;

  private constructor(app: FastifyInstance, dataDir: string) {
    this.app = app;
    this.#dataDir = dataDir;
  }

  static async open(overrides: Partial<Config> = {}, replacements: Replacements = {}): Promise<TestApp> {
    const dataDir = await mkdtemp(join(tmpdir(), "hydra-app-"));
    const config: Config = {
      ...readConfig({
        SESSION_SECRET: SECRET,
        DATA_DIR: dataDir,
        LOG_LEVEL: "silent",
        RATE_LIMIT: "0",
        FAMILIES_PER_ADDRESS: "0",
        PLAYERS_PER_ADDRESS: "0",
        DEMO: "0",
      }),
      ...overrides,
    };
    return new TestApp(await createApp(config, replacements), dataDir);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  get(url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.app.inject({ method: "GET", url, headers });
  }

  post(url: string, body: object, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.app.inject({ method: "POST", url, payload: body, headers });
  }

  /** A family with skills that need no waiting, unless the rules differ. */
  async createFamily(rules: Partial<Rules> = { cooldownScale: 0, maxHp: 1e9 }): Promise<string> {
    const answer = await this.post(routes.families, { name: "Hunters", rules });
    return decodeCreateFamilyAnswer(answer.body).familyId;
  }

  async join(familyId: string, name = "Iolaus"): Promise<JoinAnswer> {
    return decodeJoinAnswer((await this.post(routes.players(familyId), { name })).body);
  }

  /** An attack under a commandId of its own. */
  async attack({ familyId, token }: JoinAnswer, skill = "slash"): Promise<AttackAnswer> {
    this.#commands += 1;
    const command = { commandId: `command-${this.#commands}`, skill };
    const answer = await this.post(routes.attacks(familyId), command, bearer(token));
    return decodeAttackAnswer(answer.body);
  }

  /** A family with one player who has hit once. */
  async begin(): Promise<JoinAnswer> {
    const player = await this.join(await this.createFamily());
    await this.attack(player);
    return player;
  }
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}
