// The process: environment → configuration → listen → signals. One line when it listens, one when it cannot.
import { createApp } from "./app.ts";
import { ConfigError, readConfig } from "./config.ts";
import { LogOpenError, LogUnavailableError } from "./log/event-log.ts";

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const app = await createApp(config);
  let isClosing = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isClosing) return;
    isClosing = true;
    app.log.info({ signal }, "closing");
    app.close().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const url = await app.listen({
    host: config.host,
    port: config.port,
    listenTextResolver: () => "accepting connections",
  });
  process.stdout.write(`Hydra is listening on ${url}\n`);
}

main().catch(fail);

function fail(error: unknown): void {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
}

/** One line for what whoever starts the server can mend; the stack for what is ours. */
function describe(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof LogOpenError || error instanceof LogUnavailableError)
    return `DATA_DIR: ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  const syscall = "syscall" in error ? error.syscall : undefined;
  if (syscall === "listen" || syscall === "getaddrinfo")
    return `HOST or PORT cannot be used: ${error.message}`;
  return error.stack ?? error.message;
}
