import { createGraph, parseSpec, type GraphNode, type Spec } from "@chant/core";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { factsOf, type SpecFacts } from "../facts.ts";
import { scoreSpec } from "../score-spec.ts";
import { fixSpec } from "./fix.ts";
import { lintSpec } from "./lint.ts";
import { rules } from "./rules.ts";

const corpus = fileURLToPath(new URL("../../../../../shared/corpus/specs", import.meta.url));
const present = existsSync(corpus);
if (!present) console.warn("skipped: ../shared/corpus is not here");

const specs = present
  ? readdirSync(corpus).map((name) => parseSpec(readFileSync(join(corpus, name), "utf8"), { id: name.slice(0, -3) }))
  : [];

function toNode({ id, readable, frontmatter }: Spec): GraphNode {
  const { status, type, depends_on } = frontmatter;
  return { id, status, type, readable, ...(depends_on === undefined ? {} : { depends_on }) };
}

const graph = createGraph(specs.map(toNode));
const ids = new Set(rules.map((rule) => rule.id));

/** What must hold for every spec whatsoever. */
function judge(spec: Spec): SpecFacts {
  const facts = factsOf(spec);
  const kept = JSON.parse(JSON.stringify(facts)) as SpecFacts;
  expect(kept).toEqual(facts);
  const findings = lintSpec({ spec, facts }, { graph });
  expect(lintSpec({ spec, facts: kept }, { graph: createGraph(graph.nodes.values()) })).toEqual(findings);
  for (const { rule, message, place } of findings) {
    expect(ids.has(rule)).toBe(true);
    expect(message).not.toMatch(/undefined|\[object/);
    if (place !== undefined) expect(place.line).toBeLessThanOrEqual(spec.text.split("\n").length);
  }
  const score = scoreSpec({ spec, facts, members: [{ spec, facts }] });
  for (const { grade, why } of [score.complexity, score.confidence, score.criteria_quality, score.splittability]) {
    expect(grade).toMatch(/^[A-D]$/);
    expect(why.length).toBeGreaterThan(0);
  }
  return facts;
}

test.skipIf(!present)("every spec of the corpus is judged, alone as among all, from facts that were kept", () => {
  const facts = specs.map(judge);
  expect(facts).toHaveLength(582);
  expect(JSON.stringify(facts).length / facts.length).toBeLessThan(600);
});

test.skipIf(!present)("what is written into a spec by its run changes nothing that it is judged by", () => {
  // A fence that somebody left open swallows what follows.
  const clean = specs.filter(({ text }) => !text.includes("```"));
  for (const spec of clean.slice(0, 100)) {
    const later = `${spec.text}\n\n## Agent Output\n\nImprove 2026-01-22-001-abc:\n\n- member 2 is tightly coupled\n`;
    expect(factsOf(parseSpec(later, { id: spec.id })), spec.id).toEqual(factsOf(spec));
  }
});

test.skipIf(!present)("fixing the corpus changes header lines alone, and nothing the second time", () => {
  let fixed = 0;
  for (const spec of specs) {
    const result = fixSpec(spec, { graph });
    fixed += result.fixes.length;
    expect(result.spec.body).toBe(spec.body);
    expect(fixSpec(result.spec, { graph }).fixes).toEqual([]);
  }
  expect(fixed).toBeGreaterThan(5);
});

/** Numbers that look random and are the same every time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const fragments = [
  "---\n",
  "\r\n",
  "- [ ] ",
  "# ",
  "```\n",
  "\t",
  "depends_on: ",
  "[",
  "{",
  "&a ",
  "*a",
  "<!--",
  "\0",
  "é",
  ">",
];

test.skipIf(!present)("no rule and no grade fails on a damaged spec", () => {
  const next = random(20260122);
  for (const spec of specs.slice(0, 300)) {
    let { text } = spec;
    for (let count = 0; count < 8; count++) {
      const at = Math.floor(next() * (next() < 0.5 ? 200 : text.length));
      const length = next() < 0.3 ? Math.floor(next() * 40) : 0;
      text = text.slice(0, at) + (fragments[Math.floor(next() * fragments.length)] ?? "") + text.slice(at + length);
    }
    const damaged = parseSpec(text, { id: spec.id });
    judge(damaged);
    fixSpec(damaged, { graph });
  }
});
