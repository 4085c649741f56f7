import { expect, test } from "vitest";
import { headerLines, setHeaderKey, setHeaderLines, yamlOf, type FieldValue } from "./edit-header.ts";

const rows: readonly [string, string, FieldValue, string][] = [
  ["a scalar", "a: x\nk: 1\nb: y\n", "2", 'a: x\nk: "2"\nb: y\n'],
  ["a scalar with a comment behind it", "k: 1  # why\n", 2, "k: 2  # why\n"],
  ["a quoted scalar", "k: 'a # b' # why\n", "c", "k: c # why\n"],
  ["an empty value", "k:\nb: y\n", "x", "k: x\nb: y\n"],
  ["an empty value with a comment behind it", "k: # why\nb: y\n", "x", "k: x # why\nb: y\n"],
  ["an empty value behind a blank and a colon", "k :\nb: y\n", "x", "k : x\nb: y\n"],
  ["a value behind a blank and a colon", "k : 1\nb: y\n", 2, "k : 2\nb: y\n"],
  ["a quoted key", '"k": 1\nb: y\n', 2, '"k": 2\nb: y\n'],
  ["a flow list by a scalar", "k: [a, b] # why\n", "x", "k: x # why\n"],
  ["a flow list by a list", "k: [a, b] # why\nb: y\n", ["c", "no", "d, e"], 'k: [c, "no", "d, e"] # why\nb: y\n'],
  ["a flow list by a long list", "k: [a]\n", Array(40).fill("word"), `k: [${Array(40).fill("word").join(", ")}]\n`],
  ["a flow list of several lines", "k: [\n  a,\n  b\n]\nb: y\n", "x", "k: x\nb: y\n"],
  ["a block list by a scalar", "k:\n  - a\n  # in\n  - b\nb: y\n", "x", "k: x\nb: y\n"],
  ["a block list without indentation", "k:\n- a\n- b\nb: y\n", ["c"], "k:\n  - c\nb: y\n"],
  ["a block list before a comment", "k:\n  - a\n# about b\nb: y\n", ["c"], "k:\n  - c\n# about b\nb: y\n"],
  ["a block text", "k: |\n  one\n\n  two\nb: y\n", "x", "k: x\nb: y\n"],
  ["a folded text", "k: >-\n  one\n  two\nb: y\n", "x", "k: x\nb: y\n"],
  ["a plain text of two lines", "k: one\n  two\nb: y\n", "x", "k: x\nb: y\n"],
  ["a mapping by a mapping", "k:\n  a: 1 # in\nb: y\n", { a: "x", c: "z" }, "k:\n  a: x\n  c: z\nb: y\n"],
  ["a list by nothing in it", "k:\n  - a\nb: y\n", [], "k: []\nb: y\n"],
  ["a scalar by a text of two lines", "k: 1\nb: y\n", "one\ntwo", "k: |-\n  one\n  two\nb: y\n"],
  ["an absent key", "a: x\n# end\n", "z", "a: x\n# end\nk: z\n"],
  ["the key of an empty header", "", "x", "k: x\n"],
];

test.each(rows)("%s is replaced in its place", (_, before, value, after) => {
  expect(setHeaderKey(`---\n${before}---\nbody`, "k", value)).toBe(`---\n${after}---\nbody`);
});

test.each(rows)("%s is replaced in its place with CRLF", (_, before, value, after) => {
  const crlf = (text: string) => text.replaceAll("\n", "\r\n");
  expect(setHeaderKey(crlf(`---\n${before}---\nbody`), "k", value)).toBe(crlf(`---\n${after}---\nbody`));
});

test.each([
  ["a scalar", "a: x\nk: 1 # why\nb: y\n", "a: x\nb: y\n"],
  ["a list with comments", "k:\n  - a\n  # in\n  - b # end\n# about b\nb: y\n", "# about b\nb: y\n"],
  ["a block text", "a: x\nk: |\n  one\n\n  two\nb: y\n", "a: x\nb: y\n"],
  ["an empty value", "k:\nb: y\n", "b: y\n"],
  ["the last key", "a: x\nk: 1\n", "a: x\n"],
  ["the only key", "k: 1\n", ""],
  ["an absent key", "a: x\n", "a: x\n"],
])("%s is removed with its lines", (_, before, after) => {
  expect(setHeaderKey(`---\n${before}---\nbody`, "k", undefined)).toBe(`---\n${after}---\nbody`);
});

test("removing a key from a text without frontmatter changes nothing", () => {
  expect(setHeaderKey("body", "k", undefined)).toBe("body");
});

test("a frontmatter that is one flow mapping is not edited", () => {
  const refused = expect.objectContaining({
    code: "PARSE_EDIT",
    message: "The frontmatter is one flow mapping (---\n{a: 1}\n---…) and cannot be edited in place.",
  });
  expect(() => setHeaderKey("---\n{a: 1}\n---\n", "a", "2")).toThrow(refused);
  expect(() => setHeaderKey("---\n{a: 1}\n---\n", "k", "2")).toThrow(refused);
  expect(() => setHeaderLines("---\n{a: 1}\n---\n", "k", "k: 2\n")).toThrow(refused);
});

test.each([
  ["broken", "---\na: [\n---\n"],
  ["not closed", "---\na: 1\n"],
  ["a list", "---\n- a\n---\n"],
])("a frontmatter that is %s is not edited", (_, text) => {
  expect(() => setHeaderKey(text, "a", "2")).toThrow(expect.objectContaining({ code: "PARSE_EDIT" }));
});

test.each(["x", undefined, ["x"]])("an indented frontmatter is not edited, whether to %j", (value) => {
  for (const key of value === undefined ? ["a", "b"] : ["a", "b", "k"]) {
    expect(() => setHeaderKey("---\n  a: 1\n  b: 2\n---\n", key, value)).toThrow(
      expect.objectContaining({
        code: "PARSE_EDIT",
        message: "The frontmatter is indented (---\n  a: 1\n  b: 2\n---…) and cannot be edited in place.",
      }),
    );
  }
});

test("the lines of a key are given with line feeds, and go into another text in its own line ends", () => {
  const lines = headerLines("---\r\na: x\r\nk:\r\n  - 1 # one\r\n  - 2\r\nb: y\r\n---\r\n", "k");
  expect(lines).toBe("k:\n  - 1 # one\n  - 2\n");
  expect(setHeaderLines("---\r\nk: 0\r\n---\r\n", "k", lines)).toBe("---\r\nk:\r\n  - 1 # one\r\n  - 2\r\n---\r\n");
  expect(setHeaderLines("---\na: 0\n---\n", "k", lines)).toBe("---\na: 0\nk:\n  - 1 # one\n  - 2\n---\n");
  expect(setHeaderLines("# T\n", "k", "k: 1\n")).toBe("---\nk: 1\n---\n# T\n");
  expect(setHeaderLines("---\nk: 0\n---\n", "k", undefined)).toBe("---\n---\n");
  expect(headerLines("---\na: 0\n---\n", "k")).toBeUndefined();
});

test.each([
  ["2026-01-22T15:30:00Z", "k: 2026-01-22T15:30:00Z\n"],
  ["2026-01-22", 'k: "2026-01-22"\n'],
  ["yes", 'k: "yes"\n'],
  ["012", 'k: "012"\n'],
  ["a: b", 'k: "a: b"\n'],
  ["# a", 'k: "# a"\n'],
  [true, "k: true\n"],
  [1.5, "k: 1.5\n"],
])("%j is written as %j", (value, line) => {
  expect(yamlOf("k", value)).toBe(line);
});

test("a long value stays on one line", () => {
  expect(yamlOf("k", "word ".repeat(60).trim())).toBe(`k: ${"word ".repeat(60).trim()}\n`);
});

test("a value that stands there twice is written out twice", () => {
  const list = ["a"];
  expect(yamlOf("k", { x: list, z: list })).toBe("k:\n  x:\n    - a\n  z:\n    - a\n");
});

test.each([
  ["a list", "k: &x [a]\nb: *x\n"],
  ["a part of a mapping", "k: {c: &x 1}\nb: [*x]\n"],
  ["a text", "k: &x a\nb:\n  - *x\n"],
])("%s that is used elsewhere by its anchor is not edited", (_, yaml) => {
  for (const value of ["y", undefined]) {
    expect(() => setHeaderKey(`---\n${yaml}---\n`, "k", value)).toThrow(
      expect.objectContaining({
        code: "PARSE_EDIT",
        message: expect.stringContaining("used elsewhere as *x") as string,
      }),
    );
  }
  expect(setHeaderKey(`---\n${yaml}---\n`, "b", "z")).toBe(`---\n${yaml.slice(0, yaml.indexOf("b:"))}b: z\n---\n`);
});

test("an anchor that nobody uses is no hindrance", () => {
  expect(setHeaderKey("---\nk: &x [a]\n---\n", "k", undefined)).toBe("---\n---\n");
});
