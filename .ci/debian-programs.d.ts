export interface Program {
    readonly path: string;
    /** Folder under which the rest of its package stands: `/`, or the cache. */
    readonly root: string;
    /** What it needs to find the libraries that were unpacked with it. */
    readonly env: Readonly<Record<string, string>>;
}
/** Undefined when there is none. @param cacheFolder what `downloadPackages` filled */
export declare function findProgram(program: string, cacheFolder: string): Program | undefined;
/** Downloads packages, with the libraries that this system lacks, and unpacks them. @returns whether it could */
export declare function downloadPackages(packages: readonly string[], cacheFolder: string): boolean;
