import { expect, test } from "vitest";
import { parseConfig } from "./parse.ts";

const parse = (header: string) => parseConfig(`---\n${header}---\n\nprose\n`, { file: "config.md" });

test("values are nested and every scalar is text", () => {
  const { values, findings } = parse("agent:\n  env: [A, B]\n  grace_ms: 500\nmerge:\n  auto: no\n");
  expect(values).toEqual({ agent: { env: ["A", "B"], grace_ms: "500" }, merge: { auto: "no" } });
  expect(findings).toEqual([]);
});

test("keys without a value count as absent, at any depth", () => {
  expect(parse("project:\n  name:\ndefaults:\nworktree:\n  setup:\n    copy:\n")).toEqual({
    values: { project: {}, worktree: { setup: {} } },
    findings: [],
  });
});

test.each([
  ["a file without frontmatter", "# Config\n"],
  ["an empty file", ""],
  ["an empty frontmatter", "---\n---\n"],
])("%s has no values", (_, text) => {
  expect(parseConfig(text, { file: "config.md" })).toEqual({ values: {}, findings: [] });
});

test("a frontmatter that is no YAML is an error with file and place, and has no values", () => {
  expect(parse("agent:\n  a: 1\n  a: 2\n")).toEqual({
    values: {},
    findings: [
      {
        rule: "config",
        severity: "error",
        code: "PARSE_INVALID_YAML",
        message: "config.md: The frontmatter is not valid YAML: Map keys must be unique.",
        place: { line: 4, column: 3 },
      },
    ],
  });
});

test.each([
  ["merge:\n  auto: perhaps\n", "merge.auto", '"perhaps"', 3, 3],
  ["x: 1\nagent:\n  grace_ms: soon\n", "agent.grace_ms", '"soon"', 4, 3],
  ["agent:\n  grace_ms: -1\n", "agent.grace_ms", '"-1"', 3, 3],
  ["agent:\n  timeout_minutes: 0\n", "agent.timeout_minutes", '"0"', 3, 3],
  ["merge:\n  strategy: rebase\n", "merge.strategy", '"rebase"', 3, 3],
  ["agent: claude\n", "agent", '"claude"', 2, 1],
  ["worktree:\n  setup:\n    timeout_s: x\n", "worktree.setup.timeout_s", '"x"', 4, 5],
])("the wrong value in %j is an error with its place", (header, name, value, line, column) => {
  const [finding] = parse(header).findings;
  expect(finding).toMatchObject({ rule: "config", severity: "error", code: "CONFIG_INVALID", place: { line, column } });
  expect(finding?.message).toContain(`${name} cannot be ${value}: `);
});

test.each([
  ["agnt:\n  a: 1\n", "Unknown key agnt. Did you mean agent?", "agent", 2, 1],
  ["agent:\n  provder: x\n", "Unknown key agent.provder. Did you mean agent.provider?", "agent.provider", 3, 3],
  ["agent:\n  zzz: x\n", "Unknown key agent.zzz.", undefined, 3, 3],
])("the unknown key in %j is a warning with its place", (header, message, suggestion, line, column) => {
  expect(parse(header).findings).toEqual([
    {
      rule: "config",
      severity: "warning",
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
      place: { line, column },
    },
  ]);
});

test("what a section keeps for later is not checked", () => {
  expect(parse("watch:\n  anything: [1, {a: b}]\nrepos:\n  - name: x\n").findings).toEqual([]);
});

test.each([
  ["silent: true\n", { project: { silent: "true" } }],
  ["project:\n  name: x\nsilent: true\n", { project: { name: "x", silent: "true" } }],
  ["agent:\n  model: m\n  provider: p\n", { agent: { provider: "p" }, defaults: { model: "m" } }],
])("the older spelling %j is read as what it means", (header, values) => {
  expect(parse(header)).toEqual({ values, findings: [] });
});

test("an older spelling beside the key itself stays and is reported", () => {
  const { values, findings } = parse("silent: true\nproject:\n  silent: false\n");
  expect(values).toEqual({ silent: "true", project: { silent: "false" } });
  expect(findings.map(({ severity, place }) => [severity, place])).toEqual([["warning", { line: 2, column: 1 }]]);
});

test("a section that is a single word stays an error beside an older spelling", () => {
  const { findings } = parse("project: shop\nsilent: true\n");
  expect(findings.map(({ severity, place }) => [severity, place])).toContainEqual(["error", { line: 2, column: 1 }]);
});
