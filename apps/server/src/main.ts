// The process: environment → configuration → listen → signals. One line when it listens, one when it cannot.
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { createApp } from "./app.ts";
import { ConfigError, readConfig, type Config } from "./config.ts";
import { describeAddresses, guestAddresses } from "./guest-addresses.ts";
import { addressOf, urlOf } from "./listening-address.ts";
import { LogOpenError, LogUnavailableError } from "./log/event-log.ts";
import { openStandby, type Standby } from "./standby.ts";

/** While the log is not there: how soon it is tried again. */
const RETRY_MS = 500;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { app, port } = await start(config);
  let isClosing = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isClosing) return;
    isClosing = true;
    app.log.info({ signal }, "closing");
    app.close().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  await app.listen({ host: config.host, port, listenTextResolver: () => "accepting connections" });
  const url = urlOf(app.server);
  const guests = guestAddresses({ publicUrl: config.publicUrl, listening: addressOf(app.server) });
  process.stdout.write([`Hydra is listening on ${url}`, ...describeAddresses(url, guests), ""].join("\n"));
}

/**
 * Builds the server. A cluster's log may come later than the server: until it does, the port answers that the server
 * waits, so that machines may start in any order.
 */
async function start(config: Config): Promise<{ readonly app: FastifyInstance; readonly port: number }> {
  let standby: Standby | undefined;
  for (;;) {
    try {
      const app = await createApp(config);
      await standby?.close();
      return { app, port: standby?.port ?? config.port };
    } catch (error) {
      if (!config.eventLog.isShared || !(error instanceof LogUnavailableError)) throw inWords(config, error);
      if (standby?.reason !== error.message)
        process.stderr.write(`EVENT_LOG: waiting for the log: ${error.message}\n`);
      standby ??= await openStandby(config.host, config.port, error.message);
      standby.reason = error.message;
    }
    await wait(RETRY_MS);
  }
}

/** One line for what the operator can mend about the log. */
function inWords({ eventLog }: Config, error: unknown): unknown {
  if (!(error instanceof LogOpenError || error instanceof LogUnavailableError)) return error;
  return new ConfigError(`${eventLog.variable}: ${error.message}`);
}

// A log that turns out to be damaged, or another one, ends the process: in one line, too.
process.on("uncaughtException", fail);
main().catch(fail);

function fail(error: unknown): void {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
}

/** One line for what the operator can mend; the stack for what is ours. */
function describe(error: unknown): string {
  if (error instanceof ConfigError || error instanceof LogOpenError || error instanceof LogUnavailableError)
    return error.message;
  if (!(error instanceof Error)) return String(error);
  const syscall = "syscall" in error ? error.syscall : undefined;
  if (syscall === "listen" || syscall === "getaddrinfo")
    return `HOST or PORT cannot be used: ${error.message}`;
  return error.stack ?? error.message;
}
