import { expect, test } from "vitest";
import * as fc from "fast-check";
import { mergeSpecs } from "./merge-specs.ts";

interface Part {
  readonly kind: "paragraph" | "box" | "item" | "row" | "code" | "heading";
  readonly words: string;
  readonly ticked: boolean;
  readonly added?: boolean;
}

const forms: Readonly<Record<Part["kind"], (part: Part) => string>> = {
  paragraph: ({ words }) => words,
  box: ({ words, ticked }) => `- [${ticked ? "x" : " "}] ${words}`,
  item: ({ words }) => `- ${words}`,
  row: ({ words }) => `| ${words} | cell |`,
  code: ({ words }) => `\`\`\`\n${words}\n\`\`\``,
  heading: ({ words }) => `## ${words}`,
};

/** Words that no other part has. */
const wordsOf = (number: number) => ["alpha", "bravo", "gamma", "delta"].map((word) => `${word}${number}`).join(" ");

const isTight = (kind: Part["kind"]) => kind === "box" || kind === "item" || kind === "row";

function textOf(parts: readonly Part[]): string {
  const lines = parts.map((part, index) => {
    const before = parts[index - 1]?.kind;
    // A row of the base begins a table: two tables never become one.
    const isNext = isTight(part.kind) && before === part.kind && (part.kind !== "row" || part.added === true);
    if (isNext) return forms[part.kind](part);
    return `\n${part.kind === "row" ? "| head | of |\n|---|---|\n" : ""}${forms[part.kind](part)}`;
  });
  return `---\ntype: code\n---\n# Title\n${lines.join("\n")}\n`;
}

const edit = fc.record({ at: fc.nat(9), what: fc.constantFrom("reword", "remove", "tick", "add") });

type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

interface Edited {
  readonly part: Part;
  readonly reworded: boolean;
  readonly removed: boolean;
  readonly toggled: boolean;
  readonly added: readonly Part[];
}

/** What is added beside something removed could be meant in its place: that is another question. */
function edited(base: readonly Part[], edits: readonly Edit[], side: "OURS" | "THEIRS"): readonly Edited[] {
  const of = (index: number, what: Edit["what"]) =>
    edits.filter((one) => one.at % base.length === index && one.what === what);
  // A heading or a row takes with it what belongs to it.
  const canGo = (index: number) => !["heading", "row", undefined].includes(base[index]?.kind);
  const isRemoved = (index: number) => canGo(index) && of(index, "remove").length > 0;
  return base.map((part, index) => {
    const reworded = of(index, "reword").length > 0;
    const toggled = part.kind === "box" && of(index, "tick").length % 2 === 1;
    const kind = isTight(part.kind) ? part.kind : "paragraph";
    const first = (side === "OURS" ? 100 : 500) + 10 * index;
    const added = of(index, "add").map(
      (_, count) => ({ kind, words: wordsOf(first + count), ticked: false, added: true }) as const,
    );
    return {
      part: { ...part, words: reworded ? `${part.words} ${side}` : part.words, ticked: part.ticked !== toggled },
      reworded,
      toggled,
      removed: isRemoved(index),
      added: isRemoved(index) || isRemoved(index + 1) ? [] : added,
    };
  });
}

const partsOf = (side: readonly Edited[]) =>
  side.flatMap(({ part, removed, added }) => [...(removed ? [] : [part]), ...added]);

/** Both sides changed the same part differently; a tick stands for the words that it was set at. */
function isConflict(one: Edited, other: Edited): boolean {
  if (one.removed || other.removed) {
    const left = one.removed ? other : one;
    return !left.removed && (left.reworded || left.toggled);
  }
  const movesTick = (ticking: Edited, rewording: Edited) =>
    ticking.toggled && ticking.part.ticked && rewording.reworded && !rewording.toggled;
  return (one.reworded && other.reworded) || movesTick(one, other) || movesTick(other, one);
}

const base = fc
  .array(fc.constantFrom(...(Object.keys(forms) as Part["kind"][])), { minLength: 3, maxLength: 10 })
  .map((kinds) => kinds.map((kind, index): Part => ({ kind, words: wordsOf(index), ticked: index % 3 === 0 })));

const merges = fc
  .record({ base, ours: fc.array(edit, { maxLength: 4 }), theirs: fc.array(edit, { maxLength: 4 }) })
  .map((made) => {
    const [ours, theirs] = [edited(made.base, made.ours, "OURS"), edited(made.base, made.theirs, "THEIRS")];
    const texts = { base: textOf(made.base), ours: textOf(partsOf(ours)), theirs: textOf(partsOf(theirs)) };
    return { ...texts, parts: made.base, sides: { ours, theirs } };
  });

test("conflicts are exactly where both sides changed the same part differently", () => {
  fc.assert(
    fc.property(merges, ({ sides, parts, ...texts }) => {
      const expected = parts.filter((_, index) =>
        isConflict(sides.ours[index] as Edited, sides.theirs[index] as Edited),
      );
      const { conflicts } = mergeSpecs(texts);
      expect(conflicts).toHaveLength(expected.length);
      for (const { words } of expected)
        expect(conflicts.some(({ ours, theirs }) => `${ours} ${theirs}`.includes(words))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("what a side added or changed is in the result, and what one side removed is not", () => {
  fc.assert(
    fc.property(merges, ({ sides, parts, ...texts }) => {
      const { text } = mergeSpecs(texts);
      for (const { added } of [...sides.ours, ...sides.theirs]) {
        for (const part of added) expect(text).toContain(`\n${forms[part.kind](part)}\n`);
      }
      for (const [index, was] of parts.entries()) {
        const [mine, other] = [sides.ours[index] as Edited, sides.theirs[index] as Edited];
        if (isConflict(mine, other)) continue;
        const isLeft = !mine.removed && !other.removed;
        const part = mine.reworded ? mine.part : other.part;
        const ticked = [mine, other].find((side) => side.toggled)?.part.ticked ?? was.ticked;
        expect(text.includes(`\n${forms[part.kind]({ ...part, ticked })}\n`)).toBe(isLeft);
      }
    }),
    { numRuns: 200 },
  );
});

test("swapped sides give the same lines and the same conflicts", () => {
  fc.assert(
    fc.property(merges, (texts) => {
      const { text, conflicts } = mergeSpecs(texts);
      const swapped = mergeSpecs({ base: texts.base, ours: texts.theirs, theirs: texts.ours });
      expect(swapped.conflicts).toHaveLength(conflicts.length);
      const lines = (merged: string) => merged.split("\n").filter(Boolean).sort();
      expect(lines(swapped.text)).toEqual(lines(text));
    }),
    { numRuns: 200 },
  );
});

test("merging the result again, with either side, changes nothing", () => {
  fc.assert(
    fc.property(merges, ({ base: was, ours, theirs }) => {
      const { text, conflicts } = mergeSpecs({ base: was, ours, theirs });
      expect(mergeSpecs({ base: was, ours: text, theirs })).toEqual({ text, conflicts });
      if (conflicts.length === 0) expect(mergeSpecs({ base: was, ours, theirs: text })).toEqual({ text, conflicts });
    }),
    { numRuns: 200 },
  );
});

const specOf = (...parts: string[]) => `---\ntype: code\n---\n# Title\n\n${parts.join("\n\n")}\n`;

test("a list whose only item one side removed and to which the other added is merged", () => {
  const table = "| head | of |\n|---|---|\n| alpha0 | cell |";
  const { conflicts, text } = mergeSpecs({
    base: specOf(table, "alpha1 bravo1", "- alpha2 bravo2", "alpha3 bravo3"),
    ours: specOf(`${table}\n| alpha100 | cell |`, "alpha1 bravo1", "alpha3 bravo3"),
    theirs: specOf(table, "- alpha2 bravo2\n- alpha520 bravo520", "alpha3 bravo3"),
  });
  expect(conflicts).toEqual([]);
  expect(text).toBe(specOf(`${table}\n| alpha100 | cell |`, "- alpha520 bravo520", "alpha3 bravo3"));
});

test("a row of theirs stands in its table, whatever we added behind it", () => {
  const table = "| head | of |\n|---|---|";
  const [was, text] = [specOf(table), (row: string) => specOf(`${table}${row}`, "- alpha1 bravo1")];
  const [item, row] = [text(""), specOf(`${table}\n| alpha0 | cell |`)];
  for (const [ours, theirs] of [
    [item, row],
    [row, item],
  ] as const) {
    expect(mergeSpecs({ base: was, ours, theirs })).toEqual({ text: text("\n| alpha0 | cell |"), conflicts: [] });
  }
});

test("conflicts stand in the order in which their parts stood", () => {
  const [one, two, three] = ["- [ ] alpha0 bravo0 gamma0", "- [ ] alpha1 bravo1 gamma1", "- [ ] alpha2 bravo2 gamma2"];
  const { conflicts } = mergeSpecs({
    base: specOf(one, two, three),
    ours: specOf(`${two} OURS`, three),
    theirs: specOf(`${one} THEIRS`, three),
  });
  expect(conflicts.map(({ base: was }) => was)).toEqual([one, two]);
});

test("merging again leaves the text also where its markers stood close", () => {
  const [box, item, open] = ["- [x] alpha0 bravo0", "- alpha2 bravo2 gamma2", "- [ ] alpha4 bravo4"];
  const was = specOf(box, "alpha1 bravo1", item, "alpha3 bravo3", open);
  const theirs = specOf(box, "alpha1 bravo1", `${item} THEIRS`, open);
  const merged = mergeSpecs({ base: was, ours: specOf(box, "alpha3 bravo3", open), theirs });
  expect(merged.conflicts).toMatchObject([{ line: 7, end_line: 10 }]);
  expect(mergeSpecs({ base: was, ours: merged.text, theirs })).toEqual(merged);
});
