// What a child process of a test has of this one's environment: nothing that configures Hydra.

/** Where its programs are, and where Node keeps what it has compiled, if anywhere (`npm test` names a folder). */
export function nodeEnv(): { readonly PATH: string; readonly NODE_COMPILE_CACHE: string } {
  return {
    PATH: process.env["PATH"] ?? "",
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? "",
  };
}
