import { expect, test } from "vitest";
import { addToList, setMapKey } from "./edit-map.ts";

const map: readonly (readonly [string, string, string, string | undefined, string])[] = [
  ["a key is removed with its line", "k:\n  a: 1 # in\n  b: 2\nx: y\n", "a", undefined, "k:\n  b: 2\nx: y\n"],
  [
    "the last key is removed",
    "k:\n    a: 1\n    # about b\n    b: 2\nx: y\n",
    "b",
    undefined,
    "k:\n    a: 1\n    # about b\nx: y\n",
  ],
  ["a key that is not there is not removed", "k:\n  a: 1\n", "b", undefined, "k:\n  a: 1\n"],
  ["a key in braces is removed", "k: {a: 1, b: 2} # why\n", "a", undefined, "k: {b: 2} # why\n"],
  ["the last key in braces is removed", "k: { a: 1, b: 2 }\n", "b", undefined, "k: { a: 1 }\n"],
  ["the only key in braces is removed", "k: {a: 1}\n", "a", undefined, "k: {}\n"],
  ["a key is added in braces", "k: { a: yes, b }\nx: y\n", "c", "no", 'k: { a: yes, b, c: "no" }\nx: y\n'],
  [
    "a key is added in braces of lines",
    "k: {\n  a: 1,\n  b: [2] # in\n}\n",
    "c",
    "3d",
    "k: {\n  a: 1,\n  b: [2], c: 3d # in\n}\n",
  ],
  ["a value with a comma gets quotes in braces", "k: {a: 1}\n", "a", "Doe, Jane", 'k: {a: "Doe, Jane"}\n'],
  ["a quoted key in braces stays one", "k: {'a': 1, b: }\n", "a", "2c", "k: {'a': 2c, b: }\n"],
  ["an empty value in braces is set", "k: {a: 1, b: }\n", "b", "c", "k: {a: 1, b: c}\n"],
  ["a time gets none", "k: {a: 1}\n", "b", "2026-01-22T10:00:00Z", "k: {a: 1, b: 2026-01-22T10:00:00Z}\n"],
  ["a key in braces is set", "k: {a: x, b: y} # why\n", "b", "z", "k: {a: x, b: z} # why\n"],
  ["a key of an empty mapping is set", "k: {}\nx: y\n", "a", "z", "k: {a: z}\nx: y\n"],
  ["a key of no mapping is set", "x: y\n", "a", "z", "x: y\nk:\n  a: z\n"],
];

test.each(map)("%s, and everything else stays", (_, before, key, value, after) => {
  const crlf = (text: string) => text.replaceAll("\n", "\r\n");
  expect(setMapKey(`---\n${before}---\nbody`, ["k", key], value)).toBe(`---\n${after}---\nbody`);
  expect(setMapKey(crlf(`---\n${before}---\nbody`), ["k", key], value)).toBe(crlf(`---\n${after}---\nbody`));
});

test.each([
  [
    "a block list",
    "k:\n  - a # first\n  # about b\n  - b # second\n# end\n",
    "k:\n  - a # first\n  # about b\n  - b # second\n  - new\n# end\n",
  ],
  ["a list without indentation", "k:\n- a\n- b\nx: y\n", "k:\n- a\n- b\n- new\nx: y\n"],
  ["a list of wide marks", "k:\n    -   a\nx: y\n", "k:\n    -   a\n    -   new\nx: y\n"],
  ["a list in brackets", "k: [a, b] # why\n", "k: [a, b, new] # why\n"],
  ["an empty list", "k: []\n", "k: [new]\n"],
  ["a single value", "k: a\nx: y\n", "k:\n  - a\n  - new\nx: y\n"],
  ["nothing", "x: y\n", "x: y\nk:\n  - new\n"],
])("an item is added to %s, and the others stay as they are written", (_, before, after) => {
  const crlf = (text: string) => text.replaceAll("\n", "\r\n");
  expect(addToList(`---\n${before}---\nbody`, "k", "new")).toBe(`---\n${after}---\nbody`);
  expect(addToList(crlf(`---\n${before}---\nbody`), "k", "new")).toBe(crlf(`---\n${after}---\nbody`));
});

test("an item that needs quotes gets them", () => {
  expect(addToList("---\nk:\n  - a\n---\n", "k", "no: b")).toBe('---\nk:\n  - a\n  - "no: b"\n---\n');
});

test("what cannot be read, or is used elsewhere by its anchor, is not edited", () => {
  const refused = expect.objectContaining({ code: "PARSE_EDIT" });
  expect(() => setMapKey("---\nk: [\n---\n", ["k", "a"], "1")).toThrow(refused);
  expect(() => addToList("---\nk: [\n---\n", "k", "a")).toThrow(refused);
  expect(() => addToList("---\nk: &x\n  - a\nl: *x\n---\n", "k", "b")).toThrow(refused);
  expect(() => setMapKey("---\nk:\n  a: &x 1\nl: *x\n---\n", ["k", "a"], undefined)).toThrow(refused);
});
