import { createGraph, parseSpec, type Config } from "@chant/core";
import { expect, test } from "vitest";
import { factsOf } from "../facts.ts";
import { lintSpec } from "./lint.ts";
import { thresholdsOf, type LintSettings } from "./settings.ts";

const graph = createGraph([]);

/** The rules that find something in a spec of six criteria without a title, each with its severity. */
function levels(settings: LintSettings, header = "", id = "web-2026-01-22-001-abc"): string[] {
  const text = `---\nstatus: pending\n${header}---\n\n## Acceptance Criteria\n\n${"- [ ] One\n".repeat(6)}`;
  const spec = parseSpec(text, { id });
  const findings = lintSpec({ spec, facts: factsOf(spec) }, { graph, settings });
  return findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

test("without settings every rule applies with its own severity", () => {
  expect(levels({})).toEqual(["title error", "complexity warning"]);
});

test.each<[string, LintSettings, string?]>([
  ["project", { disable: ["title"], severity: { complexity: "error" } }],
  ["type", { types: { code: { disable: ["title"], severity: { complexity: "error" } } } }],
  ["prefix", { projects: { web: { disable: ["title"], severity: { complexity: "error" } } } }],
  ["spec", {}, "lint: {disable: [title], severity: {complexity: error}}\n"],
  ["spec with one rule as text", { severity: { complexity: "error" } }, "lint: {disable: title}\n"],
])("a %s switches a rule off and sets the severity of another", (_, settings, header) => {
  expect(levels(settings, header)).toEqual(["complexity error"]);
});

test.each<[string, LintSettings]>([
  ["type", { types: { task: { disable: ["title"] } } }],
  ["prefix", { projects: { api: { disable: ["title"] } } }],
])("the levels of another %s change nothing", (_, settings) => {
  expect(levels(settings)).toEqual(["title error", "complexity warning"]);
});

test("of several severities the narrowest counts, and what anybody disables is disabled", () => {
  const settings: LintSettings = {
    severity: { title: "warning", complexity: "warning" },
    projects: { web: { severity: { title: "info", complexity: "info" } } },
    types: { code: { severity: { complexity: "error" } } },
  };
  expect(levels(settings)).toEqual(["title info", "complexity error"]);
  expect(levels(settings, "lint: {severity: {title: error}, disable: complexity}\n")).toEqual(["title error"]);
});

test.each(["lint: yes\n", "lint: [title]\n", "lint: {severity: {title: loud}}\n", "lint: {disable: {title: x}}\n"])(
  "what is no level says nothing: %s",
  (header) => {
    expect(levels({}, header)).toEqual(["title error", "complexity warning"]);
  },
);

test("one threshold is switched off by its own name", () => {
  expect(levels({ disable: ["complexity_criteria"] })).toEqual(["title error"]);
  expect(levels({ disable: ["complexity_words"] })).toEqual(["title error", "complexity warning"]);
});

test("a project sets thresholds one by one", () => {
  expect(levels({ thresholds: { complexity_criteria: 6 } })).toEqual(["title error"]);
  expect(thresholdsOf({ thresholds: { simple_words: 1 } })).toEqual({ ...thresholdsOf(), simple_words: 1 });
});

test("the section lint of a config is what settings are", () => {
  const section: Config["lint"] = {
    disable: ["title"],
    severity: {},
    types: {},
    projects: { web: { disable: ["criteria"], severity: {} } },
    thresholds: { complexity_criteria: 9 },
    words: {},
  };
  const settings: LintSettings = section;
  expect(levels(settings)).toEqual([]);
});
