// What all peers send: updates of the size that the server under test sends, dated, at its pace.

export interface PeerFrame {
  readonly seq: number;
  readonly text: string;
}

/** How a peer is started: `argv` of its process, with a folder of its own behind them. */
export interface PeerOptions {
  /** Of one update as JSON. */
  readonly frameBytes: number;
  readonly framesPerSecond: number;
  /** Of a whole ranking as JSON. */
  readonly snapshotBytes: number;
}

export function encodePeerOptions(options: PeerOptions, dataDir: string): string[] {
  const { frameBytes, framesPerSecond, snapshotBytes } = options;
  return [...[frameBytes, framesPerSecond, snapshotBytes].map(String), dataDir];
}

export function readPeerOptions(argv: readonly string[]): PeerOptions {
  const [frameBytes = 300, framesPerSecond = 20, snapshotBytes = 12_000] = argv.map(Number);
  return { frameBytes, framesPerSecond, snapshotBytes };
}

/** Empty at the start, and removed after the end. */
export function readDataDir(argv: readonly string[]): string {
  const [, , , dataDir] = argv;
  if (dataDir === undefined) throw new Error("a peer needs a folder");
  return dataDir;
}

/** Of a server-sent event: as long as those of the server under test. */
export const EVENT_ID = "000000000000:1";

/** Makes updates of exactly so many bytes. */
export function createPeerFrames(bytes: number): () => PeerFrame {
  let seq = 0;
  return () => {
    seq += 1;
    const publishedAt = (performance.timeOrigin + performance.now()).toFixed(2);
    const start = `{"type":"delta","seq":${seq},"publishedAt":${publishedAt},"pad":"`;
    return { seq, text: `${start.padEnd(bytes - 2, "x")}"}` };
  };
}

/** Calls `send` as often as asked: from the start on, until the bench orders a rest, and again from its order to play on. */
export function atPace(framesPerSecond: number, send: () => void): void {
  const start = (): NodeJS.Timeout => setInterval(send, 1_000 / framesPerSecond);
  let timer = start();
  process.on("message", (order: PeerOrder) => {
    clearInterval(timer);
    if (order.type === "play") timer = start();
    process.send?.({ type: "done" });
  });
}

export interface PeerOrder {
  readonly type: "play" | "rest";
}
