// One TCP connection of the load generator. All of them read into one buffer, which the reader must be done with when
// it returns: ten thousand watchers cost neither a buffer each nor an allocation a read.
import { connect, type Socket } from "node:net";

const READ_BUFFER_BYTES = 256 * 1024;
const readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
/** Loopback addresses that connections are made from in turn, so that ephemeral ports (28,000 an address) last. */
const SOURCE_ADDRESSES = 16;
let opened = 0;

export interface ConnectionEvents {
  onOpen(): void;
  /** Valid only during the call. */
  onBytes(bytes: Buffer): void;
  /** Once, however it ended. */
  onClose(): void;
}

export function openConnection(port: number, events: ConnectionEvents): Socket {
  opened += 1;
  const socket = connect({
    host: "127.0.0.1",
    port,
    localAddress: `127.0.0.${1 + (opened % SOURCE_ADDRESSES)}`,
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback: (length) => {
        events.onBytes(readBuffer.subarray(0, length));
        return true;
      },
    },
  });
  socket.once("connect", events.onOpen);
  // The end of a connection is counted, whatever its cause.
  socket.on("error", () => undefined);
  socket.once("close", events.onClose);
  return socket;
}
