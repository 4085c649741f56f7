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

test.each([
  ["two swapped letters", "ab", "ba", true],
  ["one letter more", "ab", "acb", true],
  ["one letter less", "ab", "a", true],
  ["another letter", "ab", "ac", true],
  ["a letter moved and one replaced", "ab", "bc", false],
  ["a letter replaced and one moved", "ab", "ca", false],
  ["two letters more", "ab", "abcd", false],
  ["two swaps in four letters", "abcd", "badc", true],
  ["a swap and two letters more", "abcd", "bacdef", false],
  ["two letters less in four", "abcd", "ab", true],
  ["three letters less in four", "abcd", "a", false],
])("%s: whether %s is near %s is %s", (_, word, other, isNear) => {
  expect(nearest(word, [other])).toBe(isNear ? other : undefined);
});
