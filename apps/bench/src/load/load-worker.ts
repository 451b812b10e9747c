// The load generator: a process of its own, so that it shares neither a heap nor an event loop with anything it
// measures. Takes orders over IPC, one answer each. Started by load/load.ts.
import { attack, request, watch, type Group } from "./groups.ts";
import type { Order } from "./orders.ts";

const groups = new Map<string, Group>();

async function carryOut(order: Order): Promise<object> {
  if (order.type === "watch" || order.type === "attack" || order.type === "request") {
    const group = await open(order);
    groups.set(order.group, group);
    return group.tally.read();
  }
  const group = groups.get(order.group);
  if (group === undefined) throw new Error(`there is no group ${order.group}`);
  switch (order.type) {
    case "reset":
      group.tally.reset();
      return {};
    case "read":
      return group.tally.read();
    case "pause":
      for (const connection of group.connections) connection.pause();
      return {};
    case "close":
      await close(group);
      groups.delete(order.group);
      return {};
  }
}

function open(order: Extract<Order, { type: "watch" | "attack" | "request" }>): Promise<Group> {
  switch (order.type) {
    case "watch":
      return watch(order);
    case "attack":
      return attack(order);
    case "request":
      return request(order);
  }
}

async function close(group: Group): Promise<void> {
  group.stop();
  for (const connection of group.connections) connection.close();
  // Closing is reported in a later turn of the event loop.
  while (group.tally.ended < group.connections.length) await new Promise(setImmediate);
}

process.on("message", (order: Order) => {
  carryOut(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ ready: true });
