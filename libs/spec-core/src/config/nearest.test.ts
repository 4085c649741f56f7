import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["provder", "provider"],
  ["Provider", "provider"],
  ["modle", "model"],
  ["promt", "prompt"],
  ["provider", "provider"],
  ["xyz", undefined],
  ["", undefined],
  ["wholly-different", undefined],
  ["pro", undefined],
])("the word nearest to %j is %s", (word, found) => {
  expect(nearest(word, ["prompt", "provider", "model"])).toBe(found);
});

test("of two words that are as near the first is taken, and of none nothing", () => {
  expect(nearest("ab", ["ac", "ad"])).toBe("ac");
  expect(nearest("ab", [])).toBeUndefined();
});

test("three edits are near for a long word and too far for a short one", () => {
  expect(nearest("abcdefgh", ["abcde"])).toBe("abcde");
  expect(nearest("abcdefgh", ["abcd"])).toBeUndefined();
  expect(nearest("ab", ["xy"])).toBeUndefined();
});
