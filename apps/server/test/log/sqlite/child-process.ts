// Runs log-child.ts, or another script, and reads what it prints, line by line.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

export interface LogChild extends AsyncDisposable {
  readonly pid: number;
  /** The next line it prints; undefined when it has ended. */
  line(): Promise<string | undefined>;
  send(line: string): void;
  kill(signal?: NodeJS.Signals): void;
  /** Its exit code (null when killed), and what it wrote to stderr. */
  ended(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

export function startLogChild(...args: string[]): LogChild {
  return startChild(new URL("./log-child.ts", import.meta.url), args);
}

export function startChild(script: URL, args: readonly string[]): LogChild {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    process.execPath,
    [fileURLToPath(script), ...args],
    {
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on("error", () => undefined);
  const closed = once(child, "close");
  return {
    pid: child.pid ?? 0,
    async line() {
      const next: IteratorResult<string, unknown> = await lines.next();
      return next.done === true ? undefined : next.value;
    },
    send: (line) => void child.stdin.write(`${line}\n`),
    kill: (signal = "SIGKILL") => void child.kill(signal),
    async ended() {
      await closed;
      return { code: child.exitCode, stderr };
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
