// What every proxy of this workspace does alike: the cluster's in front of its nodes, and the lab's in front of one server.
export { isPassedHandshake } from "../handshake.ts";
export { inTurn, isOneTooMany } from "../pipelining.ts";
export { encodeHead, endToEnd, requestFields, responseFields } from "./hop-fields.ts";
export { join } from "./join.ts";
