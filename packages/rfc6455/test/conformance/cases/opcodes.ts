// 4 (opcodes): the reserved ones, of data (4.1) and control frames (4.2).
import type { Case } from "./case.ts";
import { utf8 } from "../../bytes.ts";
import { frame, ping, text } from "../../frames.ts";

const refused = { closes: 1002, breaks: "reserved-opcode" } as const;

export const OPCODES: readonly Case[] = [
  [3, 4, 5, 6, 7],
  [11, 12, 13, 14, 15],
].flatMap((opcodes, kind) =>
  opcodes.map((opcode, index): Case => {
    const payload = index % 2 === 0 ? new Uint8Array(0) : utf8("reserved");
    const id = `4.${kind + 1}.${index + 1}`;
    if (index < 2)
      return { id, title: `opcode ${opcode} first`, sends: [frame({ opcode, payload })], ...refused };
    return {
      id,
      title: `a text, opcode ${opcode}, a ping`,
      sends: [text("Hello, world!"), frame({ opcode, payload }), ping()],
      answers: [["text", "Hello, world!"]],
      ...refused,
      ...(index === 4 ? { chop: "octets" } : {}),
    };
  }),
);
