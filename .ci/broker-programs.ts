// The message brokers that tests run beside nats-server, which get-nats.ts gets: where they are looked for. Looks, changes nothing.
import { join } from "node:path";
import { findNatsServer } from "@hydra/server/nats";
import { findProgram, type Program } from "./debian-programs.ts";

export const BROKER_CACHE_FOLDER = join(import.meta.dirname, "../node_modules/.cache/hydra/brokers");
/** Program and Debian package. */
export const MOSQUITTO = "mosquitto";

/** @throws Error with what to install */
export function mosquittoProgram(): Program {
  const program = findProgram(MOSQUITTO, BROKER_CACHE_FOLDER);
  if (program !== undefined) return program;
  throw new Error(
    `No ${MOSQUITTO}: run .ci/get-brokers.ts, or install it (Debian: apt-get install --no-install-recommends ${MOSQUITTO}; its service need not run).`,
  );
}

/** @throws NatsServerError with what to install */
export function natsProgram(): string {
  return findNatsServer().path;
}
