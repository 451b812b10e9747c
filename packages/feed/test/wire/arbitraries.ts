// Random values of a feed's wire, for property tests.
import * as fc from "fast-check";

export const epoch = fc.stringMatching(/^[A-Za-z0-9]{1,32}$/);
