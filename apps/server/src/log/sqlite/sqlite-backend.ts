// The embedded log's row: the server's own data folder, or one that `hydra-log` is given.
import { ConfigError } from "../../environment.ts";
import type { LogBackend, LogFolder, LogSetting } from "../backend.ts";
import { dataFolder, folderAddress, openServedLog } from "./data-folder.ts";

const NAME = "sqlite";
const syntax = (folder: string): string => `${NAME}:${folder}`;

const EMBEDDED: LogSetting = {
  variable: "DATA_DIR",
  isShared: false,
  open: ({ dataDir }) => openServedLog(dataDir),
};

export const sqliteBackend: LogBackend = {
  settingSyntax: NAME,
  addressSyntax: syntax("FOLDER"),
  parseSetting: (text) => (text === "" || text === NAME ? EMBEDDED : undefined),
  parseAddress(option, text) {
    if (text === NAME) throw new ConfigError(`${option} names no folder: ${syntax("FOLDER")}`);
    const folder = parseFolder(option, text);
    return folder === undefined ? undefined : folderAddress(folder);
  },
  folders: { syntax, parse: parseFolder },
};

function parseFolder(option: string, text: string): LogFolder | undefined {
  if (!text.startsWith(syntax(""))) return undefined;
  const path = text.slice(syntax("").length);
  if (path === "") throw new ConfigError(`${option} must name a folder: ${syntax("FOLDER")}`);
  return dataFolder(path);
}
