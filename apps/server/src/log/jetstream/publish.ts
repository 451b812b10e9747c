// Gives one message of entries to the stream, and returns what became of it in the publisher's terms.
import { JetStreamApiError } from "@nats-io/jetstream";
import { RequestError } from "@nats-io/transport-node";
import { NotSentError, RefusedError, type Outgoing } from "./publisher.ts";
import type { StreamAccess } from "./stream-access.ts";

/** For one acknowledgement: longer than a disk needs, shorter than an append may take. */
const ACK_TIMEOUT_MS = 1_000;

/** @throws RefusedError, NotSentError, or what else the client throws. */
export async function publish(
  { client }: StreamAccess,
  subject: string,
  { text }: Pick<Outgoing, "text">,
): Promise<void> {
  try {
    await client.publish(subject, text, { timeout: ACK_TIMEOUT_MS });
  } catch (error) {
    if (error instanceof JetStreamApiError) throw new RefusedError(error.message);
    const { cause }: { cause?: unknown } = error instanceof Error ? error : {};
    if (cause instanceof RequestError && cause.isNoResponders())
      throw new NotSentError("The stream has no leader.");
    throw error;
  }
}
