// Whether tests that are worth more time take it: `npm run test:long` sets LONG=1. What a rule demands is tested in the short form too;
// the long one has more kinds, more moments, larger logs and longer pauses of the same.

export const IS_LONG = process.env["LONG"] === "1";
