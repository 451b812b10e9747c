export interface AptSource {
    readonly uri: string;
    readonly suites: readonly string[];
    readonly components: readonly string[];
    /** Path of a keyring, or a key itself over several lines; undefined: those the system trusts for everything. */
    readonly signedBy: string | undefined;
}
/** Sources of binary packages in a file of lines (`*.list`). */
export declare function parseSourceLines(text: string): AptSource[];
/** Sources of binary packages in a file of stanzas (`*.sources`). */
export declare function parseSourceStanzas(text: string): AptSource[];
/** A stanza that asks the same mirror for another suite. */
export declare function stanzaFor({ uri, signedBy }: AptSource, suite: string): string;
