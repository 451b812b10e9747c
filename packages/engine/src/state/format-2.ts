// A state as older servers wrote it (FORMAT_2): a battle's first line did not count its remembered commands.
import { fieldsOfLine, SHELL_FIELDS } from "./columns.ts";
import { listIn } from "./fields.ts";
import { FORMAT_3_PARTS_FIELDS } from "./format-3.ts";

const OLD_SHELL_FIELDS = SHELL_FIELDS.filter((name) => name !== "commands" && name !== "oldRows");

/** The lines as those of FORMAT_3. Reads all of them: what takes a server some seconds once. @throws StateFormatError */
export function countCommands(lines: string): string {
  return lines
    .split("\n")
    .map((line, index, all) => (index % 2 === 1 ? withCount(line, all[index + 1] ?? "") : line))
    .join("\n");
}

function withCount(shell: string, parts: string): string {
  fieldsOfLine(shell, OLD_SHELL_FIELDS);
  const commands = parts === "" ? 0 : listIn(fieldsOfLine(parts, FORMAT_3_PARTS_FIELDS), "commandIds").length;
  return `${shell.slice(0, -1)},${commands}]`;
}
