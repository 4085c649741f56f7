import { expect, test } from "vitest";
import * as fc from "fast-check";
import { criteriaOf } from "../spec/criteria.ts";
import { mergeSpecs } from "./merge-specs.ts";
import { parseSpec } from "../spec/parse.ts";
import { statuses } from "../spec/status.ts";

interface Version {
  readonly status: string;
  readonly time: number;
  readonly labels: readonly string[];
  readonly model: string | undefined;
  readonly ticks: readonly boolean[];
  readonly note: string;
}

const version: fc.Arbitrary<Version> = fc.record({
  status: fc.constantFrom(...statuses),
  time: fc.integer({ min: 1, max: 3 }),
  labels: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d")),
  model: fc.constantFrom(undefined, "m1", "m2"),
  ticks: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  note: fc.constantFrom("one", "two", "three"),
});

function textOf({ status, time, labels, model, ticks, note }: Version): string {
  const header = [
    `status: ${status}`,
    `started_at: 2026-01-0${time}T00:00:00Z`,
    `labels: [${labels.join(", ")}]`,
    ...(model === undefined ? [] : [`model: ${model}`]),
  ];
  const boxes = ticks.map((tick, index) => `- [${tick ? "x" : " "}] item ${index}`);
  return `---\n${header.join("\n")}\n---\n# T\n\n${note}\n\n## Acceptance Criteria\n\n${boxes.join("\n")}\n`;
}

const text = fc.oneof(version.map(textOf), fc.string(), fc.constant("---\na: [\n---\n"));

const parse = (source: string) => parseSpec(source, { id: "a" });

test("where one side changed nothing the other side is the result, byte for byte, for any text", () => {
  fc.assert(
    fc.property(text, text, (base, side) => {
      expect(mergeSpecs({ base, ours: side, theirs: base })).toEqual({ text: side, conflicts: [] });
      expect(mergeSpecs({ base, ours: base, theirs: side })).toEqual({ text: side, conflicts: [] });
    }),
  );
});

test("where both sides are the same they are the result, whatever the base", () => {
  fc.assert(
    fc.property(fc.option(text, { nil: undefined }), text, (base, side) => {
      expect(mergeSpecs({ base, ours: side, theirs: side })).toEqual({ text: side, conflicts: [] });
    }),
  );
});

test("merging the same side a second time changes nothing", () => {
  fc.assert(
    fc.property(version, version, version, (base, ours, theirs) => {
      // The time of an outcome is that of its status.
      const timed = (side: Version) => textOf(side.status === base.status ? { ...side, time: base.time } : side);
      const sides = { base: textOf(base), theirs: timed(theirs) };
      const once = mergeSpecs({ ...sides, ours: timed(ours) });
      fc.pre(once.conflicts.length === 0);
      fc.pre(parse(once.text).frontmatter.status !== "needs_attention");
      const twice = mergeSpecs({ ...sides, ours: once.text });
      expect(twice.conflicts).toEqual([]);
      expect(twice.text).toBe(once.text);
    }),
    { numRuns: 150 },
  );
});

test("no tick is lost: an item is open only where a side opened it or nobody ticked it", () => {
  fc.assert(
    fc.property(version, version, version, (base, ours, theirs) => {
      const merged = mergeSpecs({ base: textOf(base), ours: textOf(ours), theirs: textOf(theirs) });
      const expected = base.ticks.map((was, i) => {
        const [mine, other] = [ours.ticks[i], theirs.ticks[i]];
        return was ? mine === true && other === true : mine === true || other === true;
      });
      expect(criteriaOf(parse(merged.text)).map(({ checked }) => checked)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test("swapped sides give the same status, the same conflicts and the same labels", () => {
  fc.assert(
    fc.property(version, version, version, (base, ours, theirs) => {
      const [b, o, t] = [textOf(base), textOf(ours), textOf(theirs)];
      const one = mergeSpecs({ base: b, ours: o, theirs: t });
      const other = mergeSpecs({ base: b, ours: t, theirs: o });
      const kinds = (output: typeof one) => output.conflicts.map(({ kind, field }) => `${kind} ${field ?? ""}`).sort();
      expect(kinds(one)).toEqual(kinds(other));
      const [mine, swapped] = [parse(one.text).frontmatter, parse(other.text).frontmatter];
      if (!kinds(one).includes("field status")) expect(mine.status).toBe(swapped.status);
      expect([...(mine.labels ?? [])].sort()).toEqual([...(swapped.labels ?? [])].sort());
    }),
    { numRuns: 150 },
  );
});

test("a merge of any three texts gives a text and never throws", () => {
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      expect(typeof mergeSpecs({ base, ours, theirs }).text).toBe("string");
    }),
  );
});
