import { createGraph, parseSpec, type SpecGraph } from "@chant/core";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { factsOf } from "../facts.ts";
import { scoreSpec } from "../score-spec.ts";
import { factsVersion, judgementVersion } from "../versions.ts";
import { graphCases } from "./cases-graph.ts";
import { headerCases } from "./cases-header.ts";
import { textCases } from "./cases-text.ts";
import { criteria, id, node, other, type Case, type Cases } from "./cases.ts";
import { lintSpec } from "./lint.ts";
import type { LintContext } from "./rule.ts";
import { overheard, surroundingsIn, type Surroundings } from "./surroundings.ts";

const all: Readonly<Record<string, Cases>> = { ...headerCases, ...graphCases, ...textCases };
const cases = Object.entries(all).flatMap(([rule, { bad, good }]) =>
  [...Object.entries(bad), ...Object.entries(good)].map(([name, given]) => ({ rule, name, given })),
);

function prepare(given: Case) {
  const { header = "status: pending\n", body = `# Title\n\n${criteria}`, context = {} } = given;
  const spec = parseSpec(`---\n${header}---\n\n${body}`, { id: given.id ?? id });
  const lint: LintContext = { graph: createGraph(given.nodes ?? [node(id), node(other)]), ...context };
  return { subject: { spec, facts: factsOf(spec) }, lint };
}

/** A context that has what a project says and fails whoever looks at anything else. */
function closed({ settings, promptOf }: LintContext): LintContext {
  const fail = (): never => {
    throw new Error("A rule looked around without asking.");
  };
  const open = { ...(settings && { settings }), ...(promptOf && { promptOf }) };
  const around = ["duplicates", "exists", "headings", "prompts", "branches", "output"];
  const traps = Object.fromEntries(around.map((name) => [name, { get: fail }]));
  const graph = new Proxy({} as SpecGraph, { get: fail });
  return Object.defineProperties({ ...open, graph }, traps);
}

test.each(cases)("$rule learns all of $name from the spec, the project's settings and what it asks", ({ given }) => {
  const { subject, lint } = prepare(given);
  const answers = new Map<string, unknown>();
  const tell = (name: string, about: string, answer: unknown) => {
    answers.set(`${name} ${about}`, answer === undefined ? undefined : JSON.parse(JSON.stringify(answer)));
  };
  const findings = lintSpec(subject, lint, overheard(surroundingsIn(lint), tell));
  expect(findings).toEqual(lintSpec(subject, lint));
  const names = Object.keys(surroundingsIn(lint));
  const remembered = names.map((name) => [name, (about: string) => answers.get(`${name} ${about}`)]);
  const from = Object.fromEntries(remembered) as unknown as Surroundings;
  expect(lintSpec(subject, closed(lint), from)).toEqual(findings);
});

test("what is said of the same specs changes with the versions alone", () => {
  const said = cases.map(({ given }) => {
    const { subject, lint } = prepare(given);
    return {
      facts: subject.facts,
      findings: lintSpec(subject, lint),
      score: scoreSpec({ ...subject, members: [subject, subject] }),
    };
  });
  const digest = createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 16);
  // Another digest with the same versions: raise the one that the change belongs to, or what was remembered stays.
  expect({ factsVersion, judgementVersion, digest }).toMatchInlineSnapshot(`
    {
      "digest": "87029d255addcc76",
      "factsVersion": "1",
      "judgementVersion": "1",
    }
  `);
});
