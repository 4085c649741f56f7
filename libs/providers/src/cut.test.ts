import fc from "fast-check";
import { expect, test } from "vitest";
import { cut } from "./cut.ts";

test.each([
  ["", 3, ""],
  ["abc", 3, "abc"],
  ["abcd", 3, "ab…"],
  ["😀😀😀", 3, "😀😀😀"],
  ["😀😀😀😀", 3, "😀😀…"],
  ["a😀bcdef", 3, "a😀…"],
])("%j cut to %i characters is %j", (text, length, expected) => {
  expect(cut(text, length)).toBe(expected);
});

test("no text is longer than asked, and one that fits is unchanged", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 20 }), (text, length) => {
      const result = cut(text, length);
      expect([...result].length).toBeLessThanOrEqual(length);
      if ([...text].length <= length) expect(result).toBe(text);
    }),
  );
});
