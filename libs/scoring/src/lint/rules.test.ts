import { createGraph, parseSpec } from "@chant/core";
import { expect, test } from "vitest";
import { factsOf } from "../facts.ts";
import { graphCases } from "./cases-graph.ts";
import { headerCases } from "./cases-header.ts";
import { textCases } from "./cases-text.ts";
import { criteria, id, node, other, type Case, type Cases } from "./cases.ts";
import { lintSpec } from "./lint.ts";
import { rules } from "./rules.ts";

const cases: Readonly<Record<string, Cases>> = { ...headerCases, ...graphCases, ...textCases };

/** The findings of one rule about a spec. */
function found(rule: string, given: Case) {
  const { header = "status: pending\n", body = `# Title\n\n${criteria}`, context = {} } = given;
  const spec = parseSpec(`---\n${header}---\n\n${body}`, { id: given.id ?? id });
  const graph = createGraph(given.nodes ?? [node(id), node(other)]);
  return lintSpec({ spec, facts: factsOf(spec) }, { graph, ...context }).filter((finding) => finding.rule === rule);
}

test("every rule has cases, a sentence of summary and one of documentation", () => {
  expect(Object.keys(cases).sort()).toEqual(rules.map((rule) => rule.id).sort());
  for (const { id: rule, summary, docs } of rules) {
    expect(rule).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(
      [summary, docs].every((text) => /^[A-Z`].*\.$/.test(text)),
      rule,
    ).toBe(true);
  }
});

const [bad, good] = (["bad", "good"] as const).map((kind) =>
  Object.entries(cases).flatMap(([rule, both]) =>
    Object.entries(both[kind]).map(([name, one]) => ({ rule, name, one })),
  ),
) as [Row[], Row[]];

interface Row {
  readonly rule: string;
  readonly name: string;
  readonly one: Case;
}

test.each(bad)("$rule reports $name", ({ rule, one }) => {
  const [finding, ...more] = found(rule, one);
  expect(finding?.severity).toBe(rules.find((row) => row.id === rule)?.severity);
  expect(finding?.message).toMatch(/^.+[^ ]$/s);
  expect(more).toEqual([]);
});

test.each(good)("$rule accepts $name", ({ rule, one }) => {
  expect(found(rule, one)).toEqual([]);
});

test.each(bad.filter(({ rule }) => rule !== "parse"))("$rule can be switched off for $name", ({ rule, one }) => {
  const settings = { ...one.context?.settings, disable: [rule] };
  expect(found(rule, { ...one, context: { ...one.context, settings } })).toEqual([]);
});

test("a file without frontmatter is told of", () => {
  const spec = parseSpec(`# Title\n\n${criteria}`, { id });
  const findings = lintSpec({ spec, facts: factsOf(spec) }, { graph: createGraph([node(id)]) });
  expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(["info frontmatter"]);
});
