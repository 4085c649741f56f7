import { createGraph, parseSpec, type GraphNode, type Spec } from "@chant/core";
import { expect, test } from "vitest";
import { factsOf, type SpecHeader } from "../facts.ts";
import { scoreSpec } from "../score-spec.ts";
import { lintSpec } from "./lint.ts";

const id = "2026-01-22-001-abc";
const text = `---
status: pending # not yet
depends_on:
  - 2026-01-22-009-zzz
prompt: standart
---

No title.

After 2026-01-22-002-def.
`;

function node(of: string, depends_on: readonly string[] = []): GraphNode {
  return { id: of, status: "pending", type: "code", readable: true, depends_on };
}

const graph = createGraph([node(id, ["2026-01-22-009-zzz"])]);

/** A spec as a list has it: whoever asks for its text pays for reading the file. */
function withoutText({ id: of, title, frontmatter, unknown, findings, readable }: Spec): SpecHeader {
  const fail = () => {
    throw new Error("The text was read.");
  };
  const header = { id: of, title, frontmatter, unknown, findings, readable };
  return Object.defineProperties(header, { text: { get: fail }, body: { get: fail }, bodyOffset: { get: fail } });
}

test("a finding has its rule, severity, message, suggestion and line", () => {
  const spec = parseSpec(text, { id });
  const findings = lintSpec({ spec, facts: factsOf(spec) }, { graph, prompts: new Map([["standard", []]]) });
  expect(findings.map(({ rule, place }) => [rule, place?.line])).toEqual([
    ["title", undefined],
    ["dependency", 3],
    ["prompt", 5],
    ["criteria", undefined],
    ["coupling", 10],
  ]);
  expect(findings[2]).toEqual({
    rule: "prompt",
    severity: "error",
    message: "There is no prompt standart.",
    suggestion: "Did you mean standard?",
    place: { line: 5, column: 1 },
  });
});

test("neither rules nor grades ever read the text of a spec", () => {
  const spec = parseSpec(text, { id });
  const [subject, lazy] = [spec, withoutText(spec)].map((one) => ({ spec: one, facts: factsOf(spec) }));
  if (subject === undefined || lazy === undefined) throw new Error("There are two.");
  const settings = { projects: { web: {} }, required: ["team"], fields: { team: { type: "string" } } } as const;
  const context = { graph, settings, exists: () => false, output: () => [], branches: new Set<string>() };
  expect(lintSpec(lazy, context)).toEqual(lintSpec(subject, context));
  expect(scoreSpec({ ...lazy, members: [lazy, lazy] })).toEqual(scoreSpec({ ...subject, members: [subject, subject] }));
  expect(() => (lazy.spec as Spec).text).toThrow("The text was read.");
});

test("a spec that cannot be read has only the findings that say why, whatever is switched off", () => {
  const spec = parseSpec("---\nstatus: [\nlint: {disable: [parse]}\n---\n", { id });
  const settings = { disable: ["parse"], severity: { parse: "info" as const } };
  const findings = lintSpec({ spec, facts: factsOf(spec) }, { graph, settings });
  expect(findings.length).toBeGreaterThan(0);
  for (const finding of findings) expect(finding).toMatchObject({ rule: "parse", severity: "error" });
  expect(findings[0]).toMatchObject({ code: "PARSE_INVALID_YAML", place: { line: 3 } });
});

test("what one spec is found to have does not depend on which others were looked at", () => {
  const specs = ["a", "b", "c"].map((name, at) => {
    const next = `2026-01-22-00${((at + 1) % 3) + 1}-abc`;
    return parseSpec(`---\ndepends_on: [${next}]\nlables: [x]\n---\n\n# ${name}\n`, {
      id: `2026-01-22-00${at + 1}-abc`,
    });
  });
  const nodes = specs.map((spec) => node(spec.id, spec.frontmatter.depends_on));
  const shared = { graph: createGraph(nodes) };
  const together = specs.map((spec) => lintSpec({ spec, facts: factsOf(spec) }, shared));
  const alone = specs
    .toReversed()
    .map((spec) => lintSpec({ spec, facts: factsOf(spec) }, { graph: createGraph(nodes) }));
  expect(alone.toReversed()).toEqual(together);
  expect(together[1]?.[0]?.message).toBe(
    "It depends on itself: 2026-01-22-002-abc → 2026-01-22-003-abc → 2026-01-22-001-abc → 2026-01-22-002-abc.",
  );
});

test("however many specs are linted, the graph is gone through a few times only", () => {
  const ids = Array.from({ length: 200 }, (_, at) => `2026-01-22-${String(at).padStart(3, "0")}-abc`);
  const specs = ids.map((one, at) => {
    const text = `---\ndepends_on: [zzz, ${ids[(at + 1) % ids.length] ?? ""}]\nlables: [x]\n---\n\n# T\n`;
    return parseSpec(text, { id: one });
  });
  const whole = createGraph(specs.map((spec) => node(spec.id, spec.frontmatter.depends_on)));
  let walks = 0;
  const nodes = new Proxy(whole.nodes, {
    get(target, name) {
      if (name === "keys" || name === "values" || name === "entries" || name === Symbol.iterator) walks++;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const counted = { graph: { ...whole, nodes } };
  const findings = specs.flatMap((spec) => lintSpec({ spec, facts: factsOf(spec) }, counted));
  expect(findings.filter(({ rule }) => rule === "dependency")).toHaveLength(400);
  expect(walks).toBeLessThan(6);
});
