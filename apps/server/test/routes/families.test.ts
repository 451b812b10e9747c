import { decodeCreateFamilyAnswer, decodeFamiliesAnswer, decodeFamilySummary, routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectInjectedProblem } from "../problem.ts";
import { TestApp } from "../test-app.ts";

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.open();
});
afterAll(() => server[Symbol.asyncDispose]());

describe("GET /api/families", () => {
  it("[PR42] lists the most recently active first, and at most a hundred", async () => {
    await using server = await TestApp.open();
    const ids = [];
    for (let n = 0; n < 101; n += 1) ids.push(await server.createFamily());
    const oldest = ids[1] ?? "";
    await server.attack(await server.join(oldest));
    const { families, next } = decodeFamiliesAnswer((await server.get(routes.families)).body);
    expect(families.map(({ familyId }) => familyId)).toEqual([oldest, ...ids.slice(2).reverse()]);
    const rest = await server.get(`${routes.families}?after=${next ?? ""}`);
    expect(JSON.parse(rest.body)).toEqual({ families: [expect.objectContaining({ familyId: ids[0] })] });
  });

  it("[PR42] has the same of a family as the family itself", async () => {
    const { familyId } = await server.begin();
    const one = await server.get(routes.family(familyId));
    const list = decodeFamiliesAnswer((await server.get(routes.families)).body);
    expect(list.families.find((family) => family.familyId === familyId)).toEqual(
      decodeFamilySummary(one.body),
    );
    expect(decodeFamilySummary(one.body)).toMatchObject({ players: 1, round: 1, monster: { maxHp: 1e9 } });
  });
});

describe("POST /api/families", () => {
  it("[PR42] creates a family with the ordinary rules", async () => {
    const answer = await server.post(routes.families, { name: "  Ｈunters  " });
    expect(answer.statusCode).toBe(201);
    const { familyId, name } = decodeCreateFamilyAnswer(answer.body);
    expect(name).toBe("Ｈunters");
    const summary = decodeFamilySummary((await server.get(routes.family(familyId))).body);
    expect(summary).toMatchObject({
      name,
      players: 0,
      monster: { hp: 20_000, maxHp: 20_000, status: "fighting" },
    });
  });

  it("[PR42] takes the lab's rules", async () => {
    const familyId = await server.createFamily({ maxHp: 5 });
    const summary = decodeFamilySummary((await server.get(routes.family(familyId))).body);
    expect(summary.monster.maxHp).toBe(5);
  });

  it.each([
    ["no name", {}],
    ["an empty name", { name: "  " }],
    ["a name of 25 code points", { name: "x".repeat(25) }],
    ["a name with a line break", { name: "a\nb" }],
    ["a name that reverses what follows", { name: "a\u202eb" }],
    ["a name that is no text", { name: 7 }],
    ["rules that are no object", { name: "x", rules: [] }],
    ["a scale above one", { name: "x", rules: { cooldownScale: 1.01 } }],
    ["half a hit point", { name: "x", rules: { maxHp: 0.5 } }],
    ["a list", []],
  ])("[PR40, PR41] refuses %s", async (_what, body) => {
    expectInjectedProblem(await server.post(routes.families, body), "invalid-body");
  });

  it("[PR42] refuses rules where the lab is off, and nothing else", async () => {
    await using server = await TestApp.open({ isLab: false });
    expectInjectedProblem(await server.post(routes.families, { name: "x", rules: {} }), "invalid-body");
    expect((await server.post(routes.families, { name: "x" })).statusCode).toBe(201);
  });
});

describe("GET /api/families/:familyId", () => {
  it.each(["nobody", "__proto__", "constructor", "%00", "%F0%9F%90%8D", "x".repeat(90)])(
    "[PR1] has no family %s",
    async (id) => {
      expectInjectedProblem(await server.get(`/api/families/${id}`), "unknown-family");
    },
  );

  it.each(["%", "%E0%A4%A", "x".repeat(200), "a/b/c/d"])("[PR2] is nothing at %s", async (path) => {
    expectInjectedProblem(await server.get(`/api/families/${path}`), "not-found");
  });
});
