export { feedContract, type FeedUnderTest } from "./feed-contract.ts";
