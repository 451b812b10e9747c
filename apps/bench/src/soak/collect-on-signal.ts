// Imported into the server under soak (`--expose-gc --import`): SIGUSR2 collects all garbage, so that a sample taken afterwards is of
// what is still referenced, not of when the last collection happened to be.
process.on("SIGUSR2", () => globalThis.gc?.());
