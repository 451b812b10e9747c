// The broker's side of a scripted server's socket: every packet is the test's, written and read by another implementation of MQTT.
import type { IncomingMessage } from "node:http";
import { generate, parser as createParser, type Packet } from "mqtt-packet";
import type { WebSocket } from "ws";
import { createQueue } from "../queue.ts";
import type { ScriptedServer } from "../scripted-server.ts";

export const CONNACK = { cmd: "connack", returnCode: 0, sessionPresent: false } as const;
/** Of the feed that `openRecorded` opens, where nothing else is said. */
export const TOPIC = "feeds/f%2F1";

export interface ScriptedClient {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** The next packet that the client has sent. */
  next(): Promise<Packet>;
  write(packet: Packet): void;
  publish(kind: string, frame: object): void;
  /** From CONNECT to the SUBACK. */
  welcome(): Promise<void>;
}

export async function acceptClient(server: ScriptedServer): Promise<ScriptedClient> {
  const { socket, request } = await server.nextSocket();
  const packets = createQueue<Packet>();
  const parser = createParser();
  parser.on("packet", (packet) => packets.push(packet));
  socket.on("message", (data: Buffer) => void parser.parse(data));
  return {
    socket,
    request,
    next: packets.next,
    write: (packet: Packet) => socket.send(generate(packet)),
    publish: (kind: string, frame: object) =>
      socket.send(generate(messageOf(`${TOPIC}/${kind}`, JSON.stringify(frame)))),
    async welcome() {
      await packets.next();
      socket.send(generate(CONNACK));
      const subscribe = await packets.next();
      socket.send(generate({ cmd: "suback", messageId: subscribe.messageId!, granted: [0, 0] }));
    },
  };
}

export function messageOf(topic: string, payload: string): Packet {
  return { cmd: "publish", topic, payload, qos: 0, retain: false, dup: false };
}
