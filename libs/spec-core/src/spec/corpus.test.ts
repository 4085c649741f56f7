import type { Heading } from "mdast";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { criteriaOf, tickCriterion } from "./criteria.ts";
import { setFields } from "./edit.ts";
import { parseBody, sourceOf } from "./markdown.ts";
import { parseSpec } from "./parse.ts";
import { serializeSpec } from "./serialize.ts";

const corpus = fileURLToPath(new URL("../../../../../shared/corpus/specs", import.meta.url));
const present = existsSync(corpus);
if (!present) console.warn("skipped: ../shared/corpus is not here");

const specs = present
  ? readdirSync(corpus).map((name) => parseSpec(readFileSync(join(corpus, name), "utf8"), { id: name.slice(0, -3) }))
  : [];

/** Lines that two texts do not share at the same place, for texts of as many lines. */
function changedLines(before: string, after: string): [string | undefined, string | undefined][] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i): [string | undefined, string | undefined] => [
    a[i],
    b[i],
  ]).filter(([one, other]) => one !== other);
}

test.skipIf(!present)("all specs of the corpus are read, and written back byte for byte", () => {
  expect(specs).toHaveLength(582);
  for (const spec of specs) {
    expect(
      spec.findings.filter((finding) => finding.severity === "error"),
      spec.id,
    ).toEqual([]);
    const source = readFileSync(join(corpus, `${spec.id}.md`));
    expect(Buffer.from(serializeSpec(spec)).equals(source)).toBe(true);
  }
});

test.skipIf(!present)("ticking a box of the corpus changes exactly its line", () => {
  let boxes = 0;
  for (const spec of specs) {
    const [criterion] = criteriaOf(spec);
    if (criterion === undefined) continue;
    boxes++;
    const ticked = tickCriterion(spec, 0, !criterion.checked);
    expect(changedLines(spec.text, ticked.text), spec.id).toHaveLength(1);
    expect(criteriaOf(ticked)[0]?.checked).toBe(!criterion.checked);
    expect(tickCriterion(ticked, 0, criterion.checked).text.toLowerCase()).toBe(spec.text.toLowerCase());
  }
  expect(boxes).toBeGreaterThan(450);
});

test.skipIf(!present)("setting a field of the corpus changes exactly its line", () => {
  for (const spec of specs) {
    const paused = setFields(spec, { status: "paused" });
    const changed = changedLines(spec.text, paused.text);
    expect(changed.length, spec.id).toBe(spec.text.includes("\nstatus:") ? 1 : changed.length);
    expect(paused.frontmatter).toEqual({ ...spec.frontmatter, status: "paused" });
    const named = setFields(spec, { model: "a: b" });
    expect(named.frontmatter).toEqual({ ...spec.frontmatter, model: "a: b" });
    expect(setFields(setFields(spec, { reason: "x" }), { reason: undefined }).text).toBe(spec.text);
  }
});

test.skipIf(!present)("the title agrees with the syntax tree in all of the corpus", () => {
  for (const spec of specs) {
    const heading = parseBody(spec).children.find((node) => node.type === "heading" && node.depth === 1);
    const title = heading === undefined ? undefined : sourceOf(spec, (heading as Heading).children);
    expect(spec.title, spec.id).toBe(title);
  }
});
