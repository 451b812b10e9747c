// The provider for NetEase IM against its published interface, as netease-service.ts has it.
import { setTimeout as pause } from "node:timers/promises";
import { createNeteaseProvider } from "../../../src/server/messaging/index.ts";
import { messagingContract, type MessagingUnderTest } from "../../../src/testing/index.ts";
import { APP, NeteaseService, type Attachment } from "../../../src/testing/netease-service.ts";

messagingContract("NetEase IM", open);

async function open(): Promise<MessagingUnderTest> {
  const service = await NeteaseService.open();
  const roomIds = new Map<string, string>();
  const rooms = {
    find: async (room: string) => roomIds.get(room),
    save: async (room: string, roomId: string) => void roomIds.set(room, roomId),
  };
  const provider = createNeteaseProvider({ ...APP, origin: service.origin, rooms, retryMs: 50 });
  return {
    provider,
    async watch(room, onMessage) {
      // A member's second begins with none of what it was sent before it came.
      if (!roomIds.has(room))
        await provider.publish(room, { kind: "delta", cursor: "e:0", payload: Buffer.from("{}") });
      service.join(roomIds.get(room) ?? "", (attachment) => {
        const { frame } = JSON.parse(attachment) as Attachment;
        const payload = attachment.slice(attachment.indexOf('"frame":') + '"frame":'.length, -1);
        const { type } = (typeof frame === "object" ? frame : {}) as { readonly type?: string };
        onMessage({ kind: type === "snapshot" ? "snapshot" : "delta", payload, isRetained: false });
      });
      await pause(0);
    },
    kill: () => service.kill(),
    start: () => service.start(),
    async [Symbol.asyncDispose]() {
      await provider.close();
      await service[Symbol.asyncDispose]();
    },
  };
}
