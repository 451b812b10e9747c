// The seed of every property test: the same in each run, so that a run of CI depends on the change it runs for only.
// `PROPERTY_SEED=random` (or a number) looks further; what fails then prints its own seed, and becomes an example of its test.
import fc from "fast-check";

const FIXED_SEED = 20_261_128;

const wanted = process.env["PROPERTY_SEED"] ?? String(FIXED_SEED);
if (wanted !== "random") {
  const seed = Number(wanted);
  if (!Number.isSafeInteger(seed)) throw new Error(`PROPERTY_SEED is an integer or "random", not ${wanted}`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}
