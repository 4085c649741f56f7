import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseSpec } from "../spec/parse.ts";
import { findLost } from "./find-lost.ts";
import { mergeSpecs } from "./merge-specs.ts";

const corpus = fileURLToPath(new URL("../../../../../shared/corpus/merges", import.meta.url));
const specs = fileURLToPath(new URL("../../../../../shared/corpus/specs", import.meta.url));
const present = existsSync(corpus);
if (!present) console.warn("skipped: ../shared/corpus is not here");

const merges = (present ? readdirSync(corpus) : []).map((name) => {
  const read = (file: string) => readFileSync(join(corpus, name, `${file}.md`), "utf8");
  const versions = { base: read("base"), ours: read("ours"), theirs: read("theirs") };
  return { name, ...versions, result: read("result"), merged: mergeSpecs(versions) };
});

test.skipIf(!present)(
  "the only conflict in the corpus is one that a person would see: two ends of one sentence",
  () => {
    expect(merges).toHaveLength(14);
    const conflicts = merges.flatMap(({ name, merged }) => merged.conflicts.map((conflict) => ({ name, ...conflict })));
    expect(conflicts).toEqual([
      {
        name: "12",
        kind: "body",
        line: 37,
        end_line: 41,
        message: "Both sides changed this differently.",
        ours: expect.stringMatching(/^Add a warning .* will be ignored:$/) as string,
        theirs: expect.stringMatching(/^Add a warning .* will be ignored\.$/) as string,
      },
    ]);
  },
);

test.skipIf(!present)("every line, item, tick and field that one side of the corpus changed is in the result", () => {
  for (const { name, base, ours, theirs, merged } of merges) {
    expect(findLost({ base, ours, theirs, merged: merged.text }), name).toEqual([]);
  }
});

test.skipIf(!present)("the statuses of the corpus are those that the rule gives", () => {
  const statuses = merges.map(({ name, merged }) => [name, parseSpec(merged.text, { id: name }).frontmatter.status]);
  expect(Object.fromEntries(statuses)).toEqual({
    "00": "in_progress",
    "02": "needs_attention",
    "04": "needs_attention",
    "06": "completed",
    "08": "completed",
    10: "completed",
    12: "completed",
    14: "completed",
    16: "completed",
    18: "completed",
    20: "completed",
    22: "completed",
    24: "completed",
    26: "needs_attention",
  });
});

test.skipIf(!present)("where the maintainers of the corpus merged by hand, they came to the same", () => {
  const byHand = merges.filter(({ result, ours, theirs }) => result !== ours && result !== theirs);
  expect(byHand.map(({ name }) => name)).toEqual(["14", "16", "18", "20"]);
  for (const { name, merged, result } of byHand) expect(merged.text, name).toBe(result);
});

test.skipIf(!present)("swapped sides of the corpus say the same", () => {
  for (const { name, base, ours, theirs, merged } of merges) {
    const swapped = mergeSpecs({ base, ours: theirs, theirs: ours });
    const fields = (text: string) => parseSpec(text, { id: name }).frontmatter;
    expect(fields(swapped.text), name).toEqual(fields(merged.text));
    expect(swapped.conflicts.length).toBe(merged.conflicts.length);
    const body = (text: string) => text.split("\n---\n")[1]?.split("\n").filter(Boolean).sort();
    expect(body(swapped.text), name).toEqual(body(merged.text));
  }
});

test.skipIf(!present)("merging a result of the corpus again changes nothing, with either side and with itself", () => {
  for (const { name, base, ours, theirs, merged } of merges) {
    const { text, conflicts } = merged;
    expect(mergeSpecs({ base, ours: text, theirs }), name).toEqual({ text, conflicts });
    expect(mergeSpecs({ base, ours: text, theirs: text }).text, name).toBe(text);
    if (conflicts.length === 0) expect(mergeSpecs({ base, ours, theirs: text }).text, name).toBe(text);
  }
});

const change = fc.record({
  at: fc.nat(200),
  what: fc.constantFrom("insert", "remove", "cut", "reword", "tick"),
  line: fc.constantFrom("- [ ] item", "A sentence.", "## Section", "### Below", "  - nested", "1. first"),
});

function changed(text: string, changes: readonly { at: number; what: string; line: string }[], side: string): string {
  const start = text.indexOf("\n---\n") + 5;
  const lines = text.slice(start).split("\n");
  for (const [index, { at, what, line }] of changes.entries()) {
    const place = at % lines.length;
    const present = lines[place] ?? "";
    if (what === "insert") lines.splice(place, 0, `${line} of ${side} ${index}`);
    // A fence that loses its other half makes code of all that follows, and nobody knows what was meant.
    const count = { remove: 1, cut: 4 }[what] ?? 0;
    if (!lines.slice(place, place + count).some((one) => one.includes("```"))) lines.splice(place, count);
    if (what === "reword" && present.trim() !== "") lines[place] = `${present} ${side}`;
    if (what === "tick") lines[place] = present.replace(/\[[ x]\]/, (box) => (box === "[ ]" ? "[x]" : "[ ]"));
  }
  return text.slice(0, start) + lines.join("\n");
}

test.skipIf(!present)("whatever lines two sides of a real spec change, no line and no tick is lost", () => {
  const texts = readdirSync(specs).map((name) => readFileSync(join(specs, name), "utf8"));
  const small = texts.filter((text) => text.startsWith("---\n") && text.length < 3_000);
  const changes = fc.array(change, { maxLength: 5 });
  fc.assert(
    fc.property(fc.constantFrom(...small), changes, changes, (base, mine, other) => {
      const [ours, theirs] = [changed(base, mine, "ours"), changed(base, other, "theirs")];
      expect(findLost({ base, ours, theirs, merged: mergeSpecs({ base, ours, theirs }).text })).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
