// A connection that attacks, over HTTP (pipelined, when one falls due before the last is answered) or a WebSocket.
// Answers come in the order of the attacks; each is timed from when its attack was due, so that no stall goes uncharged.
import { openConnection } from "./connection.ts";
import type { AttackOrder } from "./orders.ts";
import { attackMessage, attackRequest, COMMAND_ID_LENGTH, handshake } from "./requests.ts";
import {
  createStreamReader,
  endOfAnswer,
  endOfFrame,
  endOfHead,
  payloadOf,
  statusOf,
} from "./stream-reader.ts";
import type { Connection } from "./watcher.ts";

export interface AttackerEvents {
  onReady(): void;
  /** `dueAt` is what `send` was given. */
  onAnswer(dueAt: number, bytes: number): void;
  /** All answers of one read have been handed out. */
  onAnswered?(answers: number): void;
  onError(): void;
  onClose(): void;
}

export interface Attacker extends Connection {
  /** One attack for each time given, in one write. */
  send(dueAt: readonly number[]): void;
  readonly underWay: number;
}

let commands = 0;

function nextCommandId(): string {
  commands += 1;
  return `${process.pid}-${commands}`.padStart(COMMAND_ID_LENGTH, "0");
}

/** @param index of the connection among those of the order */
export function openAttacker(order: AttackOrder, index: number, events: AttackerEvents): Attacker {
  const token = order.tokens[index % order.tokens.length] ?? "";
  /** When the attacks that are not answered yet were due, oldest first. */
  const due: number[] = [];
  let settled = 0;
  const settle = (isGood: boolean, bytes: number): void => {
    const dueAt = due[settled];
    settled += 1;
    if (dueAt === undefined || !isGood) events.onError();
    else events.onAnswer(dueAt, bytes);
  };
  const dialogue = order.transport === "http" ? overHttp(order, token) : overSocket(order, token);
  const socket = openConnection(order.port, {
    onOpen: () => (dialogue.opening === "" ? events.onReady() : socket.write(dialogue.opening, "latin1")),
    onBytes(bytes) {
      const before = settled;
      if (dialogue.onBytes(bytes, settle) === "opened") events.onReady();
      const answers = settled - before;
      due.splice(0, settled);
      settled = 0;
      if (answers > 0) events.onAnswered?.(answers);
    },
    onClose: events.onClose,
  });
  return {
    get underWay() {
      return due.length;
    },
    send(dueAt) {
      let text = "";
      for (const time of dueAt) {
        due.push(time);
        text += dialogue.attack(nextCommandId());
      }
      socket.write(text, "latin1");
    },
    pause: () => socket.pause(),
    close: () => socket.resetAndDestroy(),
  };
}

type Settle = (isGood: boolean, bytes: number) => void;

interface Dialogue {
  /** Sent first; nothing when attacks may come at once. */
  readonly opening: string;
  attack(commandId: string): string;
  onBytes(bytes: Buffer, settle: Settle): "opened" | undefined;
}

function overHttp(order: AttackOrder, token: string): Dialogue {
  let settle: Settle;
  const read = createStreamReader(endOfAnswer, (bytes, from, end) =>
    settle(statusOf(bytes, from) === 200, end - from),
  );
  return {
    opening: "",
    attack: attackRequest(order, token),
    onBytes(bytes, settleOne) {
      settle = settleOne;
      read(bytes);
      return undefined;
    },
  };
}

function overSocket(order: AttackOrder, token: string): Dialogue {
  let settle: Settle;
  let isOpen = false;
  const read = createStreamReader(endOfFrame, (bytes, from, end) => {
    // A player who attacks over a socket watches too: `{"type":"o`utcome or `{"type":"e`rror answers, the rest are frames.
    const kind = bytes[payloadOf(bytes, from) + '{"type":"'.length];
    if (kind === OUTCOME) settle(true, end - from);
    else if (kind === ERROR) settle(false, end - from);
  });
  return {
    opening: handshake(order, [`Authorization: Bearer ${token}`]),
    attack: attackMessage,
    onBytes(bytes, settleOne) {
      settle = settleOne;
      if (isOpen) {
        read(bytes);
        return undefined;
      }
      // The head comes by itself or with a first frame, in one piece on a loopback.
      const end = endOfHead(bytes, 0);
      if (end === -1) return undefined;
      isOpen = true;
      read(bytes.subarray(end));
      return "opened";
    },
  };
}

const OUTCOME = 0x6f;
const ERROR = 0x65;
