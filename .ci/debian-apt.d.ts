import { type AptSource } from "./apt-sources.ts";
/** For one command: some networks swallow packets rather than refuse. */
export declare const COMMAND_TIMEOUT_MS: number;
/** Where this system's own packages come from. */
export interface DebianSources {
    /** With the release itself. */
    readonly main: AptSource;
    /** Stanzas of the release, its updates and its security fixes: what is installed may come from any of them. */
    readonly stanzas: string;
}
/** Undefined on another system than Debian, and without apt and dpkg. */
export declare function debianSources(): DebianSources | undefined;
/** Calls back with a folder that is removed afterwards, into which apt may download as whichever user. */
export declare function inTemporaryFolder(use: (folder: string) => boolean): boolean;
/**
 * Runs an apt-get command, such as `download`, after an update, with the packages of the stanza alone; signatures are checked by apt.
 * @returns false when apt failed
 */
export declare function aptGet(folder: string, stanza: string, command: readonly string[]): boolean;
export declare function run(cwd: string, program: string, args: readonly string[]): boolean;
/** Names of `.deb` files in a folder. */
export declare function packagesIn(folder: string): string[];
