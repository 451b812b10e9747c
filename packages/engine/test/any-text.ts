// Texts of any UTF-16 code units, lone surrogates and controls included: what a well-typed string may be.
import * as fc from "fast-check";

export function anyText(maxLength = 20): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }),
    fc.integer({ min: 0, max: 0xff }),
    fc.constantFrom(0xd800, 0xdfff),
  );
  return fc.array(unit, { maxLength }).map((units) => String.fromCharCode(...units));
}
