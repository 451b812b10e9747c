// Family 7 (close handling).
import { CLOSE_HANDLING } from "./cases/close.ts";
import { testCases } from "./run-case.ts";

testCases("[WS39] [WS51] [WS53] [WS54]", CLOSE_HANDLING);
