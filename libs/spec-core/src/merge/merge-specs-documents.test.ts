import { expect, test } from "vitest";
import { parseSpec } from "../spec/parse.ts";
import { mergeSpecs } from "./merge-specs.ts";

const spec = (header: string, body = "# T\n") => `---\n${header}---\n${body}`;

test("a conflict in the body has its lines in the merged text and what each version has there", () => {
  const merged = mergeSpecs({
    base: spec("a: 1\n", "# T\n\nold\n"),
    ours: spec("a: 1\n", "# T\n\nours\n"),
    theirs: spec("a: 1\nb: 2\nc: 3\n", "# T\n\ntheirs\n"),
  });
  expect(merged.text).toBe(spec("a: 1\nb: 2\nc: 3\n", "# T\n\n<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\n"));
  const message = "Both sides changed this differently.";
  const texts = { base: "old", ours: "ours", theirs: "theirs" };
  expect(merged.conflicts).toEqual([{ kind: "body", line: 8, end_line: 12, message, ...texts }]);
});

test("markers have the length and the labels that are asked for", () => {
  const versions = { base: spec("a: 1\n", "one\n"), ours: spec("a: 2\n", "two\n"), theirs: spec("a: 3\n", "three\n") };
  const { text } = mergeSpecs({ ...versions, markers: { size: 9, ours: "HEAD", theirs: "chant/001\nx" } });
  const [opening, divider, closing] = ["<<<<<<<<< HEAD", "=========", ">>>>>>>>> chant/001 x"];
  expect(text).toBe(
    spec(
      `# ${opening}\na: 2\n# ${divider}\n# a: 3\n# ${closing}\n`,
      `${opening}\ntwo\n${divider}\nthree\n${closing}\n`,
    ),
  );
  const bare = mergeSpecs({ ...versions, markers: { size: Number.NaN, ours: "", theirs: " " } });
  expect(bare.text).toContain("\n<<<<<<<\ntwo\n=======\nthree\n>>>>>>>\n");
});

test.each([undefined, ""])(
  "two sides that added the spec merge what they share, without a base or with an empty one",
  (base) => {
    const merged = mergeSpecs({
      base,
      ours: spec("status: in_progress\na: 1\n", "# T\n\n- [x] one\n"),
      theirs: spec("status: pending\na: 1\nc: 3\n", "# T\n\n- [ ] one\n- [ ] two\n"),
    });
    expect(merged).toEqual({
      text: spec("status: in_progress\na: 1\nc: 3\n", "# T\n\n- [x] one\n- [ ] two\n"),
      conflicts: [],
    });
  },
);

test("a spec that one side removed is removed, unless the other changed it: that is a conflict", () => {
  const base = spec("a: 1\n");
  const changed = spec("a: 2\n");
  expect(mergeSpecs({ base, ours: undefined, theirs: base })).toEqual({ text: "", conflicts: [], removed: true });
  expect(mergeSpecs({ base, ours: undefined, theirs: undefined }).removed).toBe(true);
  expect(mergeSpecs({ base, ours: changed, theirs: undefined })).toEqual({
    text: changed,
    conflicts: [
      {
        kind: "document",
        message: "Their side removed the spec and ours changed it; the changed one is kept.",
        base,
        ours: changed,
      },
    ],
  });
  expect(mergeSpecs({ base, ours: undefined, theirs: changed })).toMatchObject({ text: changed, conflicts: [{}] });
});

test("line ends and byte order marks are what the side that changed them has", () => {
  const [one, two] = [spec("a: 1\nb: 1\n", "ONE\n\ntwo\n"), spec("a: 2\n", "one\n\nTWO\n")];
  const base = spec("a: 1\n", "one\n\ntwo\n");
  const windows = (text: string) => `\uFEFF${text.replaceAll("\n", "\r\n")}`;
  const merged = spec("a: 2\nb: 1\n", "ONE\n\nTWO\n");
  expect(mergeSpecs({ base, ours: windows(one), theirs: two })).toEqual({ text: windows(merged), conflicts: [] });
  expect(mergeSpecs({ base, ours: one, theirs: windows(two) })).toEqual({ text: windows(merged), conflicts: [] });
  expect(mergeSpecs({ base: windows(base), ours: one, theirs: windows(two) }).text).toBe(merged);
  expect(mergeSpecs({ base: undefined, ours: one, theirs: windows(one) }).text).toBe(one);
});

test("line ends alone are no change, and mixed ones stay where they are", () => {
  const base = spec("a: 1\n", "one\n\ntwo\n");
  const windows = base.replaceAll("\n", "\r\n");
  const theirs = spec("a: 1\n", "one\n\nthree\n");
  expect(mergeSpecs({ base, ours: windows, theirs }).text).toBe(theirs.replaceAll("\n", "\r\n"));
  const mixed = spec("a: 1\n", "one\r\n\ntwo\n\nthree\n");
  const merged = mergeSpecs({
    base: mixed,
    ours: mixed.replace("two", "2"),
    theirs: mixed.replace("three", "3").replace("a: 1", "a: 1\nb: 1"),
  });
  expect(merged.text).toBe(spec("a: 1\nb: 1\n", "one\r\n\n2\n\n3\n"));
});

test("a side without frontmatter gets the fields of the other", () => {
  const merged = mergeSpecs({ base: "# T\n", ours: "# T\n\nmore\n", theirs: spec("a: 1\n") });
  expect(merged).toEqual({ text: spec("a: 1\n", "# T\n\nmore\n"), conflicts: [] });
});

test("a frontmatter that one side removed is gone, and one at the end of a file gets a line end before text", () => {
  expect(mergeSpecs({ base: spec("a: 1\n"), ours: "# T\n", theirs: spec("a: 1\n", "# T\n\nmore\n") })).toEqual({
    text: "# T\n\nmore\n",
    conflicts: [],
  });
  expect(mergeSpecs({ base: "---\na: 1\n---", ours: "---\na: 2\n---", theirs: "---\na: 1\n---\n# T\n" }).text).toBe(
    "---\na: 2\n---\n# T\n",
  );
});

test("a frontmatter that one side indented stays so, and one in braces is written in lines", () => {
  const base = spec("a: 1\nlabels: [x]\nb: 1\n");
  const theirs = spec("a: 1\nlabels: [x, y]\nb: 2\n");
  expect(mergeSpecs({ base, ours: spec("  a: 3\n  labels: [x]\n\n  b: 1\n"), theirs })).toEqual({
    text: spec("  a: 3\n  labels: [x, y]\n\n  b: 2\n"),
    conflicts: [],
  });
  expect(mergeSpecs({ base, ours: spec("{a: 3, labels: [x], b: 1}\n"), theirs })).toEqual({
    text: spec("a: 3\nlabels: [x, y]\nb: 2\n"),
    conflicts: [],
  });
});

const broken = spec("a: [\nb: 1\n", "# T\n\nmore\n");

test("a broken frontmatter that the other side left alone is no conflict", () => {
  const fixed = spec("a: [1]\nb: 1\n");
  const merged = mergeSpecs({ base: broken.replace("\n\nmore", ""), ours: fixed, theirs: broken });
  expect(merged).toEqual({ text: spec("a: [1]\nb: 1\n", "# T\n\nmore\n"), conflicts: [] });
});

test("M5: a broken frontmatter stands as a comment beside the one that can be read, and the body merges", () => {
  const [base, changed] = [spec("a: 1\nb: 1\n"), spec("a: 2\nb: 1\n", "# U\n")];
  const one = mergeSpecs({ base, ours: changed, theirs: broken });
  const body = "# U\n\nmore\n";
  expect(one.text).toBe(spec("# <<<<<<< ours\na: 2\nb: 1\n# =======\n# a: [\n# b: 1\n# >>>>>>> theirs\n", body));
  const other = mergeSpecs({ base, ours: broken, theirs: changed });
  expect(other.text).toBe(spec("# <<<<<<< ours\n# a: [\n# b: 1\n# =======\na: 2\nb: 1\n# >>>>>>> theirs\n", body));
  for (const { text, conflicts } of [one, other]) {
    const message = "A side's frontmatter is not valid YAML.";
    expect(conflicts).toMatchObject([{ kind: "frontmatter", line: 2, end_line: 8, message }]);
    expect(parseSpec(text, { id: "a" }).unknown).toEqual({ a: "2", b: "1" });
  }
});

test("two broken frontmatters stand both between markers", () => {
  const merged = mergeSpecs({ base: spec("a: 1\n"), ours: spec("a: [\n"), theirs: spec("a: {\n") });
  expect(merged.text).toBe(spec("<<<<<<< ours\na: [\n=======\na: {\n>>>>>>> theirs\n"));
  expect(merged.conflicts).toMatchObject([{ kind: "frontmatter", line: 2, end_line: 6 }]);
});

test("an alias whose anchor the other side removed is written out", () => {
  const merged = mergeSpecs({
    base: spec("a: &x [1]\nb: 1\n"),
    ours: spec("a: &x [1]\nb: 1\nc: *x\n"),
    theirs: spec("b: 1\n"),
  });
  expect(merged).toEqual({ text: spec('b: "1"\nc:\n  - "1"\n'), conflicts: [] });
});

test("a spec whose frontmatter is never closed merges by lines, as a conflict", () => {
  const merged = mergeSpecs({
    base: spec("a: 1\n", "# T\n\n1\n2\n"),
    ours: "---\na: 1\n# T\n\n1\n2\n",
    theirs: spec("a: 1\n", "# T\n\n1\n2\n3\n"),
  });
  expect(merged).toEqual({
    text: "---\na: 1\n# T\n\n1\n2\n3\n",
    conflicts: [{ kind: "document", message: "One side cannot be read as a spec." }],
  });
});

test("merging a text with its conflicts again finds the same ones and changes nothing", () => {
  const versions = {
    base: spec("status: pending\na: 1\n", "# T\n\n- a b c\n\nlast\n"),
    ours: spec("status: cancelled\na: 2\n", "# T\n\n- a b d\n\nlast\n"),
    theirs: spec("status: completed\na: 3\nx: 1\n", "# T\n\n- a b e\n\nlast\n\nmore\n"),
  };
  const merged = mergeSpecs(versions);
  expect(merged.conflicts.map(({ kind }) => kind)).toEqual(["field", "field", "body"]);
  expect(mergeSpecs({ ...versions, ours: merged.text })).toEqual(merged);
});

test("conflicts that a side brought along are conflicts of the merge", () => {
  const unresolved = spec("a: 1\n", "# T\n\n<<<<<<< x\none\n=======\ntwo\n>>>>>>> y\n");
  const merged = mergeSpecs({ base: spec("a: 1\n"), ours: spec("a: 2\n"), theirs: unresolved });
  expect(merged.text).toBe(unresolved.replace("a: 1", "a: 2"));
  expect(merged.conflicts).toEqual([{ kind: "document", message: "Their side has conflicts that nobody resolved." }]);
});

test("a text that no parser gets through merges by lines", () => {
  const deep = (depth: number) => spec("a: 1\n", `${"> ".repeat(depth)}x\n`);
  const [base, ours, theirs] = [deep(1), `${deep(3_000)}\nours\n`, `theirs\n${deep(1)}`];
  expect(mergeSpecs({ base, ours, theirs }).text).toContain("ours");
});

test("M1: whatever is in a body, no side's text is lost", () => {
  const lines = (count: number, word: string) =>
    Array.from({ length: count }, (_, index) => `${word} ${index}`).join("\n");
  for (const middle of ["a\0b", lines(60_000, "line"), "x".repeat(2_000_000), "\uD800 \uFFFD"]) {
    const of = (first: string, last: string) => spec("a: 1\n", `${first}\n\n${middle}\n\n${last}\n`);
    const { text } = mergeSpecs({ base: of("one", "two"), ours: of("ours", "two"), theirs: of("one", "theirs") });
    expect(["ours", middle, "theirs"].every((part) => text.includes(part))).toBe(true);
  }
});

test("M2: conflicts come from merging, not from what looks like a marker", () => {
  const quoted = "Head\n=======\n\n```diff\n<<<<<<< ours\n=======\n>>>>>>> theirs\n```\n";
  const of = (text: string) => spec("a: 1\n", `${quoted}\n${text}`);
  const merged = mergeSpecs({ base: of("one\n\ntwo\n"), ours: of("ONE\n\ntwo\n"), theirs: of("one\n\nTWO\n") });
  expect(merged).toEqual({ text: of("ONE\n\nTWO\n"), conflicts: [] });
});
