// What failed, by name, read from what the runners report: the end of a long log is all that some places keep of it.
// Pure: text in, lines out.
import { stripVTControlCharacters } from "node:util";
import { arrayOf, parse, recordOf } from "./reports.ts";

/** So much of a failure's first line as shows what it was. */
const MESSAGE_LIMIT = 300;

/** A line for each test of Vitest's JSON report that failed, and for each file that could not be loaded. */
export function vitestFailures(report: string | undefined): string[] {
  return arrayOf(parse(report)?.["testResults"]).flatMap((file) => {
    const name = textOf(file["name"]);
    const tests = arrayOf(file["assertionResults"]);
    const failed = tests.filter(({ status }) => status === "failed");
    if (file["status"] === "failed" && tests.length === 0) return [line(name, textOf(file["message"]))];
    return failed.map((test) => {
      const messages: unknown = test["failureMessages"];
      return line(
        `${name} › ${textOf(test["fullName"])}`,
        Array.isArray(messages) ? messages.join("\n") : "",
      );
    });
  });
}

/** A line for each test of Playwright's JSON report that failed, or passed only when tried again. */
export function playwrightFailures(report: string | undefined): string[] {
  const outside = arrayOf(parse(report)?.["errors"]).map(({ message }) =>
    line("outside any test", textOf(message)),
  );
  return [...outside, ...arrayOf(parse(report)?.["suites"]).flatMap(inSuite)];
}

function inSuite(suite: Record<string, unknown>): string[] {
  const own = arrayOf(suite["specs"]).flatMap((spec) =>
    arrayOf(spec["tests"])
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map((test) => {
        const results = arrayOf(test["results"]);
        const message = results
          .map(({ error }) => recordOf(error)["message"])
          .find((text) => text !== undefined);
        const again = test["status"] === "flaky" ? " (passed when tried again)" : "";
        return line(`${textOf(spec["file"])} › ${textOf(spec["title"])}${again}`, textOf(message));
      }),
  );
  return [...own, ...arrayOf(suite["suites"]).flatMap(inSuite)];
}

function line(name: string, message: string): string {
  const lines = stripVTControlCharacters(message).split("\n");
  const first = lines.find((text) => text.trim() !== "") ?? "";
  return `${name}: ${first.trim().slice(0, MESSAGE_LIMIT)}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
