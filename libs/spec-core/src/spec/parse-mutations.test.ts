import type { Heading } from "mdast";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseDocument, visit, type Scalar } from "yaml";
import { readSpecFile } from "../store/specs.ts";
import { criteriaOf, tickCriterion } from "./criteria.ts";
import { setFields } from "./edit.ts";
import { splitFrontmatter } from "./frontmatter.ts";
import { parseBody, sourceOf } from "./markdown.ts";
import { parseSpec } from "./parse.ts";
import { serializeSpec } from "./serialize.ts";
import type { Spec } from "./spec.ts";

// Real documents, damaged: what people, editors and merges leave behind is nearer to them than to noise.
const corpus = fileURLToPath(new URL("../../../../../shared/corpus/specs", import.meta.url));
const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));
const seeds = [
  ...readdirSync(fixtures).flatMap((name) => {
    const file = join(fixtures, name, "input.md");
    return existsSync(file) ? [readFileSync(file)] : [];
  }),
  ...(existsSync(corpus) ? readdirSync(corpus).map((name) => readFileSync(join(corpus, name))) : []),
].filter((bytes) => bytes.length < 8000);

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chant-mutations-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const id = "2026-01-22-009-mut";

interface Mutation {
  readonly kind: "bytes" | "lines" | "nodes";
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}

const pieces = [
  "",
  "---",
  "\n---\n",
  "...",
  "\r\n",
  "\uFEFF",
  "\u0000",
  "\t",
  "# ",
  "- [ ] ",
  "```",
  "~~~~",
  "<!--",
  "-->",
];
const yamlPieces = [
  "&a ",
  "*a",
  "!!js/x ",
  "|",
  ">",
  "{",
  "]",
  ": ",
  "? ",
  "'",
  '"',
  "status: ready",
  "<<: *a",
  "%YAML 9",
];
const mergePieces = [
  "<<<<<<< a\n",
  "=======\n",
  ">>>>>>> b\n",
  "## Acceptance Criteria\n",
  "# Other\n",
  "\u2028",
  "\u{1F600}",
];

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom("bytes", "lines", "nodes"),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  length: fc.nat(20),
  piece: fc.oneof(
    fc.constantFrom(...pieces, ...yamlPieces, ...mergePieces),
    fc.string({ unit: "binary", maxLength: 4 }),
  ),
});

const mutate: Readonly<Record<Mutation["kind"], (bytes: Buffer, given: Mutation) => Buffer>> = {
  bytes(bytes, { at, length, piece }) {
    const start = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, start), Buffer.from(piece), bytes.subarray(start + length)]);
  },
  lines(bytes, { at, length, piece }) {
    const lines = bytes.toString("latin1").split("\n");
    const start = Math.floor(at * lines.length);
    const moved = lines.splice(start, length % 4);
    lines.splice(
      Math.floor(at * 7919) % (lines.length + 1),
      0,
      ...(piece === "" ? moved : [piece, ...moved, ...moved]),
    );
    return Buffer.from(lines.join("\n"), "latin1");
  },
  nodes(bytes, { at, piece }) {
    const text = bytes.toString("utf8");
    const { yaml } = splitFrontmatter(text);
    if (yaml === undefined) return bytes;
    const scalars: Scalar[] = [];
    visit(parseDocument(text.slice(yaml.start, yaml.end)), { Scalar: (_, node) => void scalars.push(node) });
    const [start = 0, end = 0] = scalars[Math.floor(at * scalars.length)]?.range ?? [];
    return Buffer.from(text.slice(0, yaml.start + start) + piece + text.slice(yaml.start + end));
  },
};

const mutant = fc
  .tuple(fc.nat(seeds.length - 1), fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([seed, steps]) => steps.reduce((bytes, step) => mutate[step.kind](bytes, step), seeds[seed] as Buffer));

/** What the syntax tree takes for the title. */
function titleInTree(spec: Spec): string | undefined {
  const heading = parseBody(spec).children.find((node) => node.type === "heading" && node.depth === 1);
  if (heading === undefined) return undefined;
  // Blanks at the ends of its lines are no part of an underlined one.
  const lines = sourceOf(spec, (heading as Heading).children).split(/\r\n|\n|\r/);
  return lines.map((line) => line.replace(/^[ \t]+|[ \t]+$/g, "")).join("\n");
}

const bounded = {
  numRuns: Number(process.env["RUNS"] ?? 1500),
  seed: Number(process.env["SEED"] ?? 20260122),
  interruptAfterTimeLimit: 60_000,
};

test("F2 F11 F12: no damage makes a spec vanish, and every reader of it agrees", () => {
  const path = join(folder, `${id}.md`);
  fc.assert(
    fc.property(mutant, (bytes) => {
      writeFileSync(path, bytes);
      const stored = readSpecFile({ id, path, link: false })?.spec;
      expect(stored).toBeDefined();
      const text = bytes.toString("utf8");
      if (!Buffer.from(text).equals(bytes)) {
        expect(stored?.readable).toBe(false);
        return;
      }
      const spec = parseSpec(text, { id });
      expect(stored).toEqual(spec);
      expect(serializeSpec(spec)).toBe(text);
      expect(spec.readable).toBe(spec.findings.every(({ severity }) => severity !== "error"));
    }),
    bounded,
  );
});

test("F10: an edit of a damaged spec is refused, or changes what it says and keeps the body", () => {
  fc.assert(
    fc.property(mutant, (bytes) => {
      const spec = parseSpec(bytes.toString("utf8"), { id });
      const edited = attempt(() => setFields(spec, { status: "paused" }));
      if (edited === undefined) return;
      expect(edited.body).toBe(spec.body);
      expect(edited.readable).toBe(true);
      expect(edited.frontmatter).toEqual({ ...spec.frontmatter, status: "paused" });
      expect(edited.unknown).toEqual(spec.unknown);
    }),
    bounded,
  );
});

test("F14: the criteria of a damaged spec are counted without a hang, and a tick changes one character", () => {
  fc.assert(
    fc.property(mutant, (bytes) => {
      const spec = parseSpec(bytes.toString("utf8"), { id });
      const criteria = criteriaOf(spec);
      criteria.forEach(({ offset }) => expect(spec.text[offset - 1]).toBe("["));
      const open = criteria.find(({ checked }) => !checked);
      const ticked = open === undefined ? undefined : attempt(() => tickCriterion(spec, open.index));
      if (open === undefined || ticked === undefined) return;
      expect(ticked.text).toBe(`${spec.text.slice(0, open.offset)}x${spec.text.slice(open.offset + 1)}`);
      expect(criteriaOf(ticked)).toEqual(criteria.map((one) => (one === open ? { ...one, checked: true } : one)));
    }),
    { ...bounded, numRuns: bounded.numRuns / 4 },
  );
});

test("F11: the title in lists is the one in the syntax tree", () => {
  fc.assert(
    fc.property(mutant, (bytes) => {
      const spec = parseSpec(bytes.toString("utf8"), { id });
      expect(spec.title).toBe(titleInTree(spec));
    }),
    { ...bounded, numRuns: bounded.numRuns / 4 },
  );
});

/** Undefined for an edit that is refused; anything else that is thrown is a bug. */
function attempt(edit: () => Spec): Spec | undefined {
  try {
    return edit();
  } catch (error) {
    expect(error).toMatchObject({ code: "PARSE_EDIT" });
    return undefined;
  }
}
