// A visit to the microscope, on a real server: units as they come, what waits while it is paused, and nothing of the connection before.
import { routes } from "@hydra/protocol";
import { afterEach, describe, expect, it } from "vitest";
import type { Microscope as Visit } from "../../../src/stores/wire/microscope.ts";
import { refusal, until } from "../../browser.ts";
import { openScene } from "../scene.ts";

const { browser, striker, place } = await openScene();
const { filterUnits, Microscope } = await import("../../../src/stores/wire/microscope.ts");

const visits: Visit[] = [];
afterEach(() => {
  for (const visit of visits.splice(0)) visit.close();
});

function look(transport: Parameters<Visit["connect"]>[0] = "websocket") {
  const microscope = new Microscope(place, transport);
  visits.push(microscope);
  return { microscope, state: () => microscope.store.getState() };
}

const untilLive = ({ store }: Visit): Promise<void> =>
  until(() => {
    expect(store.getState().wire).toEqual({ type: "live" });
    expect(store.getState().units.length).toBeGreaterThan(2);
  });

describe("what is shown", () => {
  it("begins with the request, counts from 1, and has the first unit selected", async () => {
    const { microscope, state } = look();
    expect(state()).toMatchObject({ wire: { type: "connecting" }, units: [], isTrafficOn: true });
    await untilLive(microscope);
    expect(state().units[0]).toMatchObject({ id: 1, kind: "request", direction: "received" });
    expect(state().units.map(({ id }) => id)).toEqual(state().units.map((_, index) => index + 1));
    expect(state().selectedId).toBe(1);
    expect(state()).toMatchObject({ waiting: 0, forgotten: 0, lostPieces: 0 });
  });

  it("waits while it is paused, comes one by one, and then all at once", async () => {
    const { microscope, state } = look();
    await untilLive(microscope);
    microscope.pause();
    const { length } = state().units;
    await until(async () => {
      await striker.strike();
      expect(state().waiting).toBeGreaterThan(1);
    });
    expect(state().units).toHaveLength(length);
    const { waiting } = state();
    microscope.step();
    expect(state().units).toHaveLength(length + 1);
    expect(state().selectedId).toBe(state().units.at(-1)?.id);
    expect(state().waiting).toBeGreaterThanOrEqual(waiting - 1);
    microscope.resume();
    expect(state()).toMatchObject({ waiting: 0, isPaused: false });
    expect(state().units.length).toBeGreaterThanOrEqual(length + waiting);
    expect(state().units.map(({ id }) => id)).toEqual(state().units.map((_, index) => index + 1));
  });

  it("is nothing after a step when nothing waits", async () => {
    const { microscope, state } = look();
    await untilLive(microscope);
    microscope.pause();
    microscope.setTraffic(false);
    while (state().waiting > 0) microscope.step();
    const { units, selectedId } = state();
    microscope.step();
    expect([state().units.length, state().selectedId]).toEqual([units.length, selectedId]);
  });

  it("can be cleared, and goes on counting", async () => {
    const { microscope, state } = look();
    await untilLive(microscope);
    microscope.pause();
    const lastId = state().units.at(-1)!.id + state().waiting;
    microscope.clear();
    expect(state()).toMatchObject({ units: [], waiting: 0, selectedId: undefined, forgotten: 0 });
    microscope.resume();
    await until(async () => {
      await striker.strike();
      expect(state().units.length).toBeGreaterThan(0);
    });
    expect(state().units[0]?.id).toBe(lastId + 1);
    expect(state().selectedId).toBe(lastId + 1);
  });

  it("is filtered by direction and by kind, and only hidden by that", async () => {
    const { microscope, state } = look();
    await untilLive(microscope);
    microscope.pause();
    const { units } = state();
    expect(filterUnits(state())).toBe(units);
    microscope.filterDirection("received");
    expect(filterUnits(state())).toEqual(units.filter(({ direction }) => direction === "received"));
    microscope.filterDirection(undefined);
    microscope.setHidden("message", true);
    microscope.setHidden("message", true);
    expect(state().hidden).toEqual(["message"]);
    expect(filterUnits(state())).toEqual(units.filter(({ kind }) => kind !== "message"));
    microscope.setHidden("message", false);
    expect(filterUnits(state())).toBe(state().units);
  });
});

describe("a connection", () => {
  it("over another transport shows nothing of the one before", async () => {
    const { microscope, state } = look("sse");
    await untilLive(microscope);
    const before = state().units.at(-1)!.id;
    await microscope.connect("polling");
    expect(state()).toMatchObject({ transport: "polling", lostPieces: 0 });
    await untilLive(microscope);
    const { units } = state();
    expect(units[0]).toMatchObject({ kind: "request" });
    expect(units[0]!.id).toBeGreaterThan(before);
    expect(new Set(units.map(({ kind }) => kind))).toEqual(new Set(["request", "answer"]));
  });

  it("that is asked for last is the one that stays, however fast the choice changes", async () => {
    const { microscope, state } = look("polling");
    await Promise.all([microscope.connect("sse"), microscope.connect("websocket-raw")]);
    await untilLive(microscope);
    expect(state().transport).toBe("websocket-raw");
    expect(state().units.filter(({ kind }) => kind === "request")).toHaveLength(1);
    expect(microscope.watch?.action).toBe("attack");
  });

  it("ends on request, in the transport's own way, and what that looks like is shown", async () => {
    const { microscope, state } = look("websocket");
    await untilLive(microscope);
    microscope.disconnect();
    expect(state().wire).toEqual({ type: "ended", reason: "" });
    await until(() =>
      expect(
        state().units.some(({ kind, direction }) => kind === "control" && direction === "received"),
      ).toBe(true),
    );
  });

  it("is refused where the server takes no more captures", async () => {
    browser.answerNext(routes.labWires, () => refusal("lab-busy"));
    const { microscope, state } = look();
    await until(() => expect(state().wire).toEqual({ type: "refused", code: "lab-busy" }));
    expect(microscope.watch).toBeUndefined();
    await microscope.connect("sse");
    await untilLive(microscope);
  });
});

describe("the bots", () => {
  it("hit once a second while they are wanted, and are given back when the page is left", async () => {
    const { microscope, state } = look();
    await until(() => expect(microscope.traffic.store.getState().type).toBe("held"));
    microscope.setTraffic(false);
    expect(state().isTrafficOn).toBe(false);
    await until(() => expect(microscope.traffic.store.getState().type).toBe("free"));
    microscope.setTraffic(true);
    await until(() => expect(microscope.traffic.store.getState().type).toBe("held"));
    microscope.close();
    await until(() => expect(microscope.traffic.store.getState().type).toBe("free"));
  });
});
