export { digestOf } from "./digest-of.ts";
export { feedContract, type FeedUnderTest } from "./feed-contract.ts";
export { messagingContract, type MessagingUnderTest } from "./messaging-contract.ts";
export { RoomClient, type DeliveredMessage } from "./room-client.ts";
