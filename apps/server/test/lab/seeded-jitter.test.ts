import fc from "fast-check";
import { expect, it } from "vitest";
import { SeededJitter, type ConnectionJitter } from "../../src/lab/seeded-jitter.ts";

const LANES = ["polling", "sse", "websocket"];
const requestOf = (labId: string, lane: string): Buffer =>
  Buffer.from(`GET /ranking?since=a:1&lane=${labId}.${lane} HTTP/1.1\r\n`);
const draw = (connection: ConnectionJitter, count: number): number[] =>
  Array.from({ length: count }, () => connection.draw("down"));

function connect(jitter: SeededJitter, labId: string, lane: string): ConnectionJitter {
  const connection = jitter.connection();
  connection.name(requestOf(labId, lane));
  return connection;
}

it("[PR126] a lane's draws are the seed's, whatever the lab's name and in whatever order lanes connect and draw", () => {
  const order = fc.shuffledSubarray(LANES, { minLength: LANES.length });
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), order, order, (seed, one, other) => {
      const drawn = (labId: string, lanes: string[]) => {
        const jitter = new SeededJitter(seed);
        const connections = lanes.map((lane) => [lane, connect(jitter, labId, lane)] as const);
        return Object.fromEntries(connections.map(([lane, connection]) => [lane, draw(connection, 4)]));
      };
      expect(drawn("a.b-c", one)).toEqual(drawn("d", other));
    }),
  );
});

it("[PR126] another seed, lane, connection or direction draws otherwise", () => {
  const jitter = new SeededJitter(1);
  const sse = connect(jitter, "a", "sse");
  const draws = [
    sse.draw("down"),
    sse.draw("up"),
    connect(jitter, "a", "sse").draw("down"),
    connect(jitter, "a", "polling").draw("down"),
    connect(new SeededJitter(2), "a", "sse").draw("down"),
  ];
  expect(new Set(draws).size).toBe(draws.length);
  for (const value of draws) expect(value >= 0 && value < 1).toBe(true);
});

it("[PR126] begins anew on open connections, too, when it is restarted", () => {
  const jitter = new SeededJitter(1);
  const sse = connect(jitter, "a", "sse");
  const first = draw(sse, 3);
  draw(sse, 2);
  jitter.restart(1);
  expect(draw(sse, 3)).toEqual(first);
});

it("[PR126] keeps few lanes, and no long names", () => {
  const jitter = new SeededJitter(1);
  const first = draw(connect(jitter, "a", "sse"), 2);
  for (let lane = 1; lane < 256; lane += 1) connect(jitter, "a", `lane-${lane}`).draw("down");
  const late = () => draw(connect(jitter, "a", "late"), 2);
  // Not counted: it draws the same again, and those that are there go on.
  expect(late()).toEqual(late());
  expect(draw(connect(jitter, "a", "sse"), 2)).not.toEqual(first);
  const other = new SeededJitter(1);
  const unnamed = other.connection();
  unnamed.name(Buffer.from("GET / HTTP/1.1\r\n"));
  const long = new SeededJitter(1);
  expect(draw(connect(long, "a", "x".repeat(33)), 2)).toEqual(draw(unnamed, 2));
});
