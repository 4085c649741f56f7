import * as fc from "fast-check";
import { expect, test } from "vitest";
import { setFields } from "../spec/edit.ts";
import { parseSpec } from "../spec/parse.ts";
import { derivedEdits, deriveFields, migratedEdits, type DeriveSources } from "./derive.ts";
import type { Config } from "./schema.ts";

const spec = (header: string) => parseSpec(`---\n${header}---\n\n# T\n`, { id: "a" });

const sources: DeriveSources = {
  branch: "sprint/2026-Q1-W4/PROJ-123-task",
  path: "teams/platform/.chant/specs/dashboard.md",
  env: { DEPLOY_ENV: " staging ", EMPTY: "", PARTS: "a, b,,c ", LINES: "one\nstatus: completed" },
  git_user: { name: "Ann", email: "ann@example.com" },
};

type Rules = Config["enterprise"]["derived"];

const derive = (rules: Rules, header = "status: pending\n", given: Partial<DeriveSources> = {}) =>
  deriveFields({ spec: spec(header), rules, sources: { ...sources, ...given } });

const branch = (pattern: string) => ({ from: "branch", pattern }) as const;

test.each<[string, Rules[string], unknown]>([
  ["a branch", branch("sprint/(\\d{4}-Q\\d-W\\d)"), "2026-Q1-W4"],
  ["a branch, anywhere in it", branch("([A-Z]+-\\d+)"), "PROJ-123"],
  ["a named group", branch("(?P<key>[A-Z]+)-\\d+"), "PROJ"],
  ["the first of two groups", branch("(PROJ)-(\\d+)"), "PROJ"],
  ["a pattern of another case", branch("(proj)"), undefined],
  ["a pattern without a group", branch("PROJ-\\d+"), undefined],
  ["a group that takes no part", branch("x(y)?|sprint"), undefined],
  ["a pattern that is none", branch("(["), undefined],
  ["a pattern that looks around", branch("(?<=sprint/)(\\d+)"), undefined],
  ["a path", { from: "path", pattern: "teams/(\\w+)/" }, "platform"],
  ["a path that does not match", { from: "path", pattern: "src/(\\w+)/" }, undefined],
  ["a variable, trimmed", { from: "env", pattern: "DEPLOY_ENV" }, "staging"],
  ["a variable that is empty", { from: "env", pattern: "EMPTY" }, undefined],
  ["a variable that is not set", { from: "env", pattern: "NOPE" }, undefined],
  ["a variable that every object has", { from: "env", pattern: "constructor" }, undefined],
  ["the name of git's user", { from: "git_user", pattern: "name" }, "Ann"],
  ["the address of git's user", { from: "git_user", pattern: "email" }, "ann@example.com"],
  ["anything else of git's user", { from: "git_user", pattern: "signingkey" }, undefined],
])("a field comes from %s", (_, rule, value) => {
  expect(derive({ team: rule })).toEqual({ values: value === undefined ? {} : { team: value }, findings: [] });
});

test("without a branch nothing comes from it", () => {
  expect(derive({ a: branch("(.)") }, "", { branch: undefined }).values).toEqual({});
});

test("labels and context become lists, and any other field a text", () => {
  const env = { from: "env", pattern: "PARTS" } as const;
  expect(derive({ labels: env, context: env, team: env }).values).toEqual({
    labels: ["a", "b", "c"],
    context: ["a", "b", "c"],
    team: "a, b,,c",
  });
});

test("a value that is not expected is kept with a warning, whatever its case", () => {
  const rule: Rules[string] = { ...branch("(proj|PROJ)"), validate: { type: "enum", values: ["proj", "auth"] } };
  expect(derive({ jira: rule })).toEqual({
    values: { jira: "PROJ" },
    findings: [{ rule: "derive", severity: "warning", message: 'jira is "PROJ", which is none of proj, auth.' }],
  });
});

test.each([
  ["somebody wrote", "team: mine\n", {}],
  ["somebody wrote as an empty list", "labels: []\n", { team: "PROJ" }],
  ["somebody wrote as a list", "team: [a]\n", {}],
  ["is there without a value", "team:\n", { team: "PROJ", labels: ["PROJ"] }],
  ["an earlier derivation filled in", "team: OLD\nderived_fields: [team]\n", { team: "PROJ", labels: ["PROJ"] }],
  ["is what the rules say already", "team: PROJ\nderived_fields: [team]\n", { labels: ["PROJ"] }],
])("of a field that %s only what is open is derived", (_, header, values) => {
  const rules = { team: branch("(PROJ)"), labels: branch("(PROJ)") };
  expect(derive(rules, header).values).toMatchObject(values);
  expect("team" in derive(rules, header).values).toBe("team" in values);
  expect("labels" in derive(rules, header).values).toBe(!header.includes("labels"));
});

test("derived values are fields of their own, named in derived_fields, and cannot break the header", () => {
  const before = spec("status: pending # soon\nderived_fields: [sprint]\nsprint: s1\n");
  const rules = { team: { from: "env", pattern: "LINES" }, key: branch("(PROJ)") } as const;
  const { values } = deriveFields({ spec: before, rules, sources });
  const after = setFields(before, derivedEdits(before, values));
  expect(after.frontmatter).toMatchObject({ status: "pending", derived_fields: ["sprint", "team", "key"] });
  expect(after.unknown).toEqual({ sprint: "s1", team: "one\nstatus: completed", key: "PROJ" });
  expect(after.text).toContain("status: pending # soon\n");
  expect(derivedEdits(before, {})).toEqual({});
});

test("deriving twice is deriving once, for any branch and path", () => {
  const rules: Rules = {
    team: { from: "path", pattern: "([a-z]+)/" },
    labels: branch("([a-z,]+)"),
    jira_key: branch("([A-Z]+-[0-9]+)"),
    who: { from: "git_user", pattern: "name" },
  };
  const header = fc.subarray(["team: mine\n", "labels: [own]\n", "derived_fields: [team]\n", "x: 1 # y\n"]);
  fc.assert(
    fc.property(header, fc.string(), fc.string(), fc.string(), (lines, branchName, path, name) => {
      const given = { ...sources, branch: branchName, path, git_user: { name } };
      const before = spec(lines.join(""));
      const once = setFields(
        before,
        derivedEdits(before, deriveFields({ spec: before, rules, sources: given }).values),
      );
      expect(once.readable).toBe(true);
      expect(deriveFields({ spec: once, rules, sources: given }).values).toEqual({});
      if (lines.includes("labels: [own]\n")) expect(once.frontmatter.labels).toEqual(["own"]);
    }),
  );
});

test("a pattern that takes for ever elsewhere takes no time", () => {
  expect(derive({ a: branch("^(a+)+$") }, "", { branch: `${"a".repeat(50_000)}!` }).values).toEqual({});
});

test.each([
  ["moved", "context: [a.md, derived_team=core, 'derived_key=A=1']\n", { team: "core", key: "A=1" }, ["a.md"]],
  ["the only ones", "context: [derived_team=core]\n", { team: "core" }, undefined],
  ["beside the field itself", "context: [derived_team=core]\nteam: mine\n", { team: "mine" }, undefined],
  ["there twice", "context: [derived_team=a, derived_team=b]\n", { team: "b" }, undefined],
  ["empty", "context: [derived_team=]\n", {}, undefined],
  ["about a field of chant's", "context: [derived_status=completed]\n", {}, undefined],
])("entries of an older derivation that are %s", (_, header, unknown, context) => {
  const before = spec(header);
  const after = setFields(before, migratedEdits(before));
  expect({ ...after.unknown }).toEqual(unknown);
  expect(after.frontmatter.context).toEqual(context);
  expect(after.frontmatter.status).toBe("pending");
  expect(migratedEdits(after)).toEqual({});
});

test("a spec without such entries is not changed", () => {
  expect(migratedEdits(spec("context: [a.md, derived.md, derived_x]\n"))).toEqual({});
});
