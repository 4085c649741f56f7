import { createGraph, parseSpec } from "@chant/core";
import { expect, test } from "vitest";
import { factsOf } from "../facts.ts";
import { lintSpec } from "./lint.ts";
import { rules } from "./rules.ts";
import { toSarif } from "./sarif.ts";

const id = "2026-01-22-001-abc";
const spec = parseSpec("---\nstatus: ready\ndepends_on: [x]\n---\n\n# T\n", { id });
const findings = lintSpec({ spec, facts: factsOf(spec) }, { graph: createGraph([]) });
const path = `.chant/specs/a b/${id}.md`;

test("a log says which version it is of and which rules there are", () => {
  const log = toSarif([{ spec_id: id, path, findings }], { version: "1.2.3" });
  expect(log.version).toBe("2.1.0");
  expect(log.$schema).toMatch(/^https:\/\/.+sarif-schema-2\.1\.0\.json$/);
  const { driver } = log.runs[0].tool;
  expect(driver).toMatchObject({ name: "chant", version: "1.2.3" });
  expect(driver.rules.map((rule) => rule.id)).toEqual(rules.map((rule) => rule.id));
  for (const rule of driver.rules) {
    expect(rule.shortDescription.text).not.toBe("");
    expect(rule.fullDescription.text).toContain(rule.shortDescription.text);
    expect(["error", "warning", "note"]).toContain(rule.defaultConfiguration.level);
  }
});

test("a finding is a result with its rule, level, text, file and place", () => {
  const [run] = toSarif([{ spec_id: id, path, findings }], { version: "1.2.3" }).runs;
  expect(run.results.map(({ ruleId, level }) => `${level} ${ruleId}`)).toEqual([
    "note legacy",
    "error dependency",
    "warning criteria",
  ]);
  for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
  expect(run.results[0]?.locations).toEqual([
    {
      physicalLocation: {
        artifactLocation: { uri: `.chant/specs/a%20b/${id}.md`, uriBaseId: "%SRCROOT%" },
        region: { startLine: 2, startColumn: 1 },
      },
      logicalLocations: [{ name: id }],
    },
  ]);
  expect(run.results[2]?.locations[0]?.physicalLocation).not.toHaveProperty("region");
  expect(JSON.parse(JSON.stringify(run))).toEqual(run);
});

test.each([
  ["docs\\a.md", "docs/a.md"],
  ["a#b?.md", "a%23b%3F.md"],
])("the path %s is the address %s", (given, uri) => {
  const log = toSarif([{ spec_id: id, path: given, findings: findings.slice(0, 1) }], { version: "1" });
  expect(log.runs[0].results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
});

test("what a spec says is no link", () => {
  const message = "It is completed with an open criterion: see [here](https://example.org)";
  const log = toSarif([{ spec_id: id, path, findings: [{ rule: "status", severity: "warning", message }] }], {
    version: "1",
  });
  expect(log.runs[0].results[0]?.message.text).toContain("\\[here](");
});
