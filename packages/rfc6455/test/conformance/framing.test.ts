// Families 1 (framing), 2 (pings and pongs), 3 (reserved bits), 4 (opcodes).
import { FRAMING, MALFORMED } from "./cases/framing.ts";
import { OPCODES } from "./cases/opcodes.ts";
import { PINGS } from "./cases/pings.ts";
import { RESERVED_BITS } from "./cases/reserved-bits.ts";
import { testCases } from "./run-case.ts";

testCases("[WS20] [WS21] [WS24] [WS60]", FRAMING);
testCases("[WS33] [WS34]", MALFORMED);
testCases("[WS32] [WS58]", PINGS);
testCases("[WS30]", RESERVED_BITS);
testCases("[WS31]", OPCODES);
