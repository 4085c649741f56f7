import { createGraph, parseSpec, type GraphNode } from "@chant/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { factsOf } from "../facts.ts";
import { fixSpec, fixesOf } from "./fix.ts";
import { lintSpec } from "./lint.ts";

const id = "2026-01-22-001-abc";
const node = (of: string): GraphNode => ({ id: of, status: "pending", type: "code", readable: true });
const graph = createGraph([id, "2026-01-22-002-def", "2026-01-23-001-ghi"].map(node));

function fix(header: string, disable: readonly string[] = []) {
  const spec = parseSpec(`---\n${header}---\n\n# T\n`, { id });
  const { spec: fixed, fixes } = fixSpec(spec, { graph, settings: { disable } });
  return { header: fixed.text.slice(4, -9), rules: fixes.map(({ rule }) => rule) };
}

test.each([
  ["type: feature # new\n", "type: code # new\n", ["legacy"]],
  ["status: ready\n", "status: pending\n", ["legacy"]],
  ["state: open\n", "status: pending\n", ["legacy"]],
  ["x: 1\ncommit: 12e4567\ny: 2\n", 'x: 1\ncommits:\n  - "12e4567"\ny: 2\n', ["legacy"]],
  ["watches: [a, b]\n", "tracks:\n  - a\n  - b\n", ["legacy"]],
  ["depends_on:\n  - 002-def\n", "depends_on:\n  - 2026-01-22-002-def\n", ["dependency"]],
  ["depends_on: 22-002\n", "depends_on:\n  - 2026-01-22-002-def\n", ["dependency"]],
  ["labels:\n  - a\n  - b\n  - a\n", "labels:\n  - a\n  - b\n", ["repeated"]],
  ["depends_on:\n  - def\n  - 002-def\n", "depends_on:\n  - 2026-01-22-002-def\n", ["dependency", "repeated"]],
  [
    "type: docs\nstatus: done\nlabels:\n  - a\n  - a\n",
    "type: documentation\nstatus: completed\nlabels:\n  - a\n",
    ["legacy", "legacy", "repeated"],
  ],
])("%j becomes %j", (before, after, rules) => {
  expect(fix(before)).toEqual({ header: after, rules });
});

test.each([
  ["an unknown dependency", "depends_on: [zzz]\n"],
  ["a short id of several specs", "depends_on: [001]\n"],
  ["a short id of the spec itself", "depends_on: [001-abc]\n"],
  ["a comment that would be lost", "labels:\n  - a # why\n  - a\n"],
  ["a comment behind an older key", "commit: abc # the first\n"],
  ["a key that is not read because today's is there", "state: open\nstatus: failed\n"],
  ["a type that nobody knows", "type: story\n"],
  ["an anchor that something refers to", "labels: &l [a, a]\nmine: *l\n"],
  ["one flow mapping", "{type: feature, labels: [a, a]}\n"],
  ["a header that cannot be read", "type: feature\nstatus: [\n"],
  ["a criterion that is missing", "status: pending\n"],
])("%s stays as it is", (_, header) => {
  expect(fix(header)).toEqual({ header, rules: [] });
});

test("a rule that is switched off fixes nothing", () => {
  expect(fix("type: feature\nlabels: [a, a]\n", ["legacy"])).toMatchObject({ rules: ["repeated"] });
});

test("a fix says what it does in fields and words", () => {
  const spec = parseSpec("---\nstatus: ready\n---\n\n# T\n", { id });
  expect(fixesOf(spec, { graph })).toEqual([
    { rule: "legacy", description: "status in today's spelling: status: pending", edits: { status: "pending" } },
  ]);
});

const key = fc.constantFrom("type", "status", "state", "commit", "commits", "watches", "labels", "depends_on", "mine");
const word = fc.constantFrom(
  "feature",
  "docs",
  "ready",
  "done",
  "open",
  "002-def",
  "def",
  "a",
  "'x # y'",
  "12e4567",
  "",
);
const list = fc.array(word, { maxLength: 4 });
const value = fc.oneof(
  word,
  list.map((all) => `[${all.map((one) => one || "b").join(", ")}]`),
  list.map((all) => all.map((one) => `\n  - ${one || "b"}`).join("")),
);
const comment = fc.constantFrom("", "", " # note");
const lines = fc.uniqueArray(fc.tuple(key, value, comment), { selector: ([name]) => name, maxLength: 6 });

test("fixing touches the lines of its fields alone, takes findings away, adds none, and is done after once", () => {
  fc.assert(
    fc.property(lines, fc.constantFrom("\n", "\r\n"), fc.string(), (header, eol, tail) => {
      const pairs = header.map(([name, text, note]) => `${name}: ${text}${text.includes("\n") ? "" : note}\n`);
      const text = `---\n# mine\n${pairs.join("")}---\n\n# T\n${tail}`.replaceAll("\n", eol);
      const spec = parseSpec(text, { id });
      const { spec: fixed, fixes } = fixSpec(spec, { graph });
      expect(fixSpec(fixed, { graph }).spec.text).toBe(fixed.text);
      expect(fixed.body).toBe(spec.body);
      const touched = new Set(fixes.flatMap(({ edits }) => Object.keys(edits)));
      for (const [at, [name]] of header.entries()) {
        const isTouched = touched.has(name) || ["state", "commit", "watches"].includes(name);
        if (!isTouched) expect(fixed.text).toContain(pairs[at]?.replaceAll("\n", eol));
      }
      const rulesOf = (one: typeof spec) =>
        lintSpec({ spec: one, facts: factsOf(one) }, { graph }).map(({ rule }) => rule);
      const before = rulesOf(spec);
      expect(rulesOf(fixed).filter((rule) => !before.includes(rule))).toEqual([]);
      if (fixes.length > 0) expect(rulesOf(fixed).length).toBeLessThan(before.length);
    }),
    { numRuns: 300 },
  );
});
