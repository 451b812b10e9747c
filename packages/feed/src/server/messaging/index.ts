// A feed in the rooms of a messaging system: the publisher, what it needs of a provider, and the providers.
export { createMqttProvider, type BrokerTls, type MqttProviderOptions } from "./mqtt-provider.ts";
export {
  MessagingError,
  type MessageKind,
  type MessagingCaps,
  type MessagingErrorCode,
  type MessagingProvider,
  type MessagingState,
  type RoomMessage,
} from "./provider.ts";
export {
  publishFeed,
  type PublishCounters,
  type PublishedFeed,
  type PublishFeedOptions,
} from "./published-feed.ts";
export {
  createNeteaseProvider,
  type NeteaseProvider,
  type NeteaseProviderOptions,
} from "./netease/netease-provider.ts";
export type { RoomAddress, RoomDirectory } from "./netease/netease-rooms.ts";
