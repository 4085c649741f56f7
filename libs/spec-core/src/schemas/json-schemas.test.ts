import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { format } from "prettier";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { parseConfig } from "../config/parse.ts";
import { parsePrompt } from "../prompt/parse.ts";
import { splitFrontmatter } from "../spec/frontmatter.ts";
import { parseSpec } from "../spec/parse.ts";
import { parseTemplate } from "../spec/template.ts";
import { jsonSchemas } from "./json-schemas.ts";

const schemas = jsonSchemas();
type Kind = keyof typeof schemas;
const kinds = Object.keys(schemas) as Kind[];

// `npx vitest run --project @chant/core src/schemas -u` writes the files anew.
test.each(kinds)("schemas/%s.schema.json is what the tables say", async (kind) => {
  const text = await format(JSON.stringify(schemas[kind]), { parser: "json", printWidth: 120 });
  await expect(text).toMatchFileSnapshot(`../../schemas/${kind}.schema.json`);
});

// A hash such as 12e4567 is an infinite number to YAML.
const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  validateFormats: false,
  strictNumbers: false,
});
const validators = Object.fromEntries(kinds.map((kind) => [kind, ajv.compile(schemas[kind])]));

/** What an editor would say about a header: nothing, or the places that are wrong. */
function check(kind: Kind, yaml: string): string[] {
  const validate = validators[kind];
  if (validate === undefined) throw new Error(`There is no schema ${kind}.`);
  validate(parseYaml(yaml));
  return [...new Set((validate.errors ?? []).map((error) => error.instancePath))];
}

const corpus = fileURLToPath(new URL("../../../../../shared/corpus/specs", import.meta.url));
const present = existsSync(corpus);

test.skipIf(!present)("every header of the corpus fits the schema of specs", () => {
  for (const name of readdirSync(corpus)) {
    const text = readFileSync(join(corpus, name), "utf8");
    const { yaml } = splitFrontmatter(text);
    expect(check("spec", text.slice(yaml?.start, yaml?.end)), name).toEqual([]);
  }
});

test.each([
  ["", []],
  ["status: ready\ntype: feature\nstate: open\ndepends_on: 001\nlabels:\ncommits: [1234567, 12e4567, abc]\n", []],
  ["mine: {a: [1]}\npublic: no\nreplay_count: 2\ncost: 0.5\nlabels: [no, 1e3, 2026-01-01]\n", []],
  ["approval: {required: true, status: approved, by: ann}\nwaivers: [{gate: criteria, by: ann}]\n", []],
  ["status: almost\n", ["/status"]],
  ["type: conflicted\n", ["/type"]],
  ["labels: {a: 1}\n", ["/labels"]],
  ["approval: {status: perhaps}\n", ["/approval/status"]],
  ["depends_on: [[a]]\n", ["/depends_on", "/depends_on/0"]],
  ["cost: much\n", ["/cost"]],
])("the header %j of a spec has %j wrong, and chant says so too", (yaml, places) => {
  expect(check("spec", yaml)).toEqual(places);
  const spec = parseSpec(`---\n${yaml}---\n`, { id: "a" });
  expect(spec.findings.some(({ rule }) => rule === "parse" || rule === "field")).toBe(places.length > 0);
});

test.each([
  ["", []],
  ["project: {name: shop}\nagent:\nmerge: {auto: off}\ndefaults: {model: 007, prompt_extensions: a}\n", []],
  ["watch: {poll_interval_ms: 5000, failure: {retryable_patterns: [a, b]}}\nversion: 1\n", []],
  ["costs: {daily_limit_usd: 5, auth: {daily_limit_usd: 1}}\nlint: {types: {task: {disable: [a]}}}\n", []],
  ["enterprise: {derived: {team: {from: env, pattern: TEAM}}, required: [team]}\n", []],
  ["parallel: {agents: [{name: a, max_concurrent: 3}], cleanup: {enabled: yes}}\n", []],
  [
    "hooks: {before_work: echo, on_failure: [echo], timeout_seconds: 5}\nrepos: [{name: api, path: ../api}]\nsite: {base_url: /docs}\n",
    [],
  ],
  ["agnt: {}\n", [""]],
  ["hooks: {started: echo}\n", ["/hooks"]],
  ["watch: {failure: {max_retry: 1}}\n", ["/watch/failure"]],
  ["merge: {strategy: rebase}\n", ["/merge/strategy"]],
  ["watch: {poll_interval_ms: 0}\n", ["/watch/poll_interval_ms"]],
  ["agent: {grace_ms: soon}\n", ["/agent/grace_ms"]],
  ["parallel: {agents: [{wieght: 1}]}\n", ["/parallel/agents/0"]],
  ["site: {include: {statuses: [ready]}}\n", ["/site/include/statuses/0"]],
])("the header %j of a config has %j wrong, and chant says so too", (yaml, places) => {
  expect(check("config", yaml)).toEqual(places);
  expect(parseConfig(`---\n${yaml}---\n`, { file: "c" }).findings.length > 0).toBe(places.length > 0);
});

test.each([
  ["name: standard\npurpose: Work\nextends: base\ncommits: no\nother: 1\n", []],
  ["commits: perhaps\n", ["/commits"]],
  ["extends: [a]\n", ["/extends"]],
])("the header %j of a prompt has %j wrong", (yaml, places) => {
  expect(check("prompt", yaml)).toEqual(places);
  expect(() => parsePrompt(`---\n${yaml}---\n`, { name: "p" })).not.toThrow();
});

test.each([
  ["name: t\nvariables: [{ name: a, default: 1, required: yes }]\ntype: task\nlabels: [a, '{{a}}']\n", []],
  ["name: t\nvariables:\n", []],
  ["description: x\n", [""]],
  ["name: ' '\n", ["/name"]],
  ["name: t\nvariables: [{ name: a-b }]\n", ["/variables/0/name"]],
  ["name: t\nlabels: [{{a}}]\n", ["/labels", "/labels/0"]],
])("the header %j of a template has %j wrong, and chant refuses it too", (yaml, places) => {
  expect(check("template", yaml)).toEqual(places);
  const read = () => parseTemplate(`---\n${yaml}---\n`, { file: "t.md" });
  if (places.length === 0) expect(read).not.toThrow();
  else expect(read).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
});
