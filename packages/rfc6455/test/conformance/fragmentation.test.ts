// Families 5 (fragmentation) and 10 (a message that its sender has cut up).
import { FRAGMENTATION, INTERLEAVING, SEQUENCE } from "./cases/fragmentation.ts";
import { testCases } from "./run-case.ts";

testCases("[WS40]", FRAGMENTATION);
testCases("[WS32] [WS41]", INTERLEAVING);
testCases("[WS35]", SEQUENCE);
