// The process: environment → configuration → listen → signals. One line when it listens, one when it cannot.
import { createApp } from "./app.ts";
import { ConfigError, readConfig } from "./config.ts";
import { LogOpenError } from "./log/event-log.ts";

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const app = await createApp(config);
  let isClosing = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isClosing) return;
    isClosing = true;
    app.log.info({ signal }, "closing");
    void app.close().then(() => process.exit(0));
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

main().catch((error: unknown) => {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
});

/** One line for what whoever starts the server can mend; the stack for what is ours. */
function describe(error: unknown): string {
  if (error instanceof ConfigError || error instanceof LogOpenError) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return `PORT is in use by another program: ${error.message}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
