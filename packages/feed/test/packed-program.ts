// A program of the project that the packed library is installed in, run by one Node.js or another, and read line by line.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

interface Program extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Resolves when it has printed that. */
  line(text: string): Promise<void>;
  /** Resolves with its last line, when it has ended. */
  last(): Promise<string>;
}

export function start(node: string, project: string, file: string): Program {
  const child = spawn(node, [join(project, "built", file)], { stdio: ["pipe", "pipe", "inherit"] });
  const all = text(child.stdout);
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const closed = once(child, "close");
  return {
    child,
    async line(expected) {
      while (!printed.includes(`${expected}\n`))
        if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`);
        else await once(child.stdout, "data");
    },
    async last() {
      return (await all).trim().split("\n").at(-1) ?? "";
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await closed;
    },
  };
}
