import { expect, test } from "vitest";
import * as fc from "fast-check";
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

test.each([
  ["watch:\n  failure:\n    max_retry: 1\n", "watch.failure.max_retry", "watch.failure.max_retries", 4, 5],
  [
    "parallel:\n  agents:\n    - name: a\n      wieght: 1\n",
    "parallel.agents.0.wieght",
    "parallel.agents.0.weight",
    5,
    7,
  ],
  ["providers:\n  openai:\n    endpont: a\n", "providers.openai.endpont", "providers.openai.endpoint", 4, 5],
  ["lint:\n  types:\n    reserch:\n      disable: [a]\n", "lint.types.reserch", "lint.types.research", 4, 5],
  ["costs:\n  auth:\n    daily_limit: 1\n", "costs.auth.daily_limit", undefined, 4, 5],
  ["merge: {x: {y: 1}}\n", "merge.x", undefined, 2, 9],
])("G4: the unknown key deep in %j is a warning with its place", (header, key, near, line, column) => {
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  expect(parse(header).findings).toEqual([
    {
      rule: "config",
      severity: "warning",
      message: `Unknown key ${key}.${hint}`,
      ...(near === undefined ? {} : { suggestion: near }),
      place: { line, column },
    },
  ]);
});

test.each([
  ["watch:\n  poll_interval_ms: 200\n", "watch.poll_interval_ms is 200: less than a second keeps the disk busy.", 3],
  ["version: 0.5\n", "version 0.5 is older than this chant.", 2],
  ["scale:\n  id_prefix:\n    from: path\n", "scale.id_prefix is not read: set project.prefix.", 3],
  [
    "lifecycle:\n  archive:\n    compress: true\n",
    "lifecycle.archive.compress is not read: archived specs stay plain files.",
    4,
  ],
  [
    "lifecycle:\n  archive:\n    location: old/\n    compress: false\n",
    "lifecycle.archive.location is not read: archived specs are in .chant/archive/.",
    4,
  ],
])("what %j says is hardly meant, and the warning has its line", (header, message, line) => {
  const { findings } = parse(header);
  expect(findings.map((one) => [one.severity, one.message, one.place?.line])).toEqual([["warning", message, line]]);
});

test.each([
  [`agent:\n  command: run --key sk-${"a1".repeat(10)}\n`, "agent.command"],
  ["parallel:\n  agents:\n    - command: KEY=ghp_0123456789abcdefghij claude\n", "parallel.agents.0.command"],
])("G2: what looks like a secret in %j is a warning that does not repeat it", (header, key) => {
  const { findings } = parse(header);
  const message = `${key} holds what looks like a secret: name an environment variable instead.`;
  expect(findings.map((one) => [one.severity, one.message])).toEqual([["warning", message]]);
});

test("a key that is not read says nothing where it asks for what is so anyway", () => {
  const text = "lifecycle:\n  archive:\n    enabled: true\n    location: .chant/archive/\n    compress: false\n";
  expect(parse(text).findings).toEqual([]);
});

test("words that begin like a secret are none", () => {
  expect(parse("project:\n  name: sk-learn AKIA task-123456789012345678901234\n").findings).toEqual([]);
});

test.each([
  ["silent: true\n", { project: { silent: "true" } }],
  ["project:\n  name: x\nsilent: true\n", { project: { name: "x", silent: "true" } }],
  ["agent:\n  model: m\n  provider: p\n", { agent: { provider: "p" }, defaults: { model: "m" } }],
  ["agent:\n  model: m\n", { defaults: { model: "m" } }],
  [
    "defaults:\n  silent: true\n  branch: false\n",
    { project: { silent: "true" }, defaults: { create_branch: "false" } },
  ],
  ["watch:\n  poll_interval: 2000\n", { watch: { poll_interval_ms: "2000" } }],
  ["parallel:\n  stagger_delay: 5s\n", { parallel: { stagger_delay_ms: "5000" } }],
  ["scale:\n  limits:\n    max_agents: 50\n", { limits: { max_agents: "50" } }],
  ["scale:\n  id_prefix: web\n", { project: { prefix: "web" } }],
  ["schema:\n  spec:\n    status:\n      enum: [a]\n", { schema: { spec: { fields: { status: { enum: ["a"] } } } } }],
])("the older spelling %j is read as what it means", (header, values) => {
  expect(parse(header)).toEqual({ values, findings: [] });
});

test("an older spelling beside the key itself stays and is reported", () => {
  const { values, findings } = parse("silent: true\nproject:\n  silent: false\n");
  expect(values).toEqual({ silent: "true", project: { silent: "false" } });
  expect(findings.map(({ severity, place }) => [severity, place])).toEqual([["warning", { line: 2, column: 1 }]]);
});

test("a wrong value under an older spelling is told where it stands", () => {
  const [finding] = parse("a:\nwatch:\n  poll_interval: often\n").findings.filter(
    ({ severity }) => severity === "error",
  );
  expect(finding?.message).toContain('watch.poll_interval cannot be "often": ');
  expect(finding?.place).toEqual({ line: 4, column: 3 });
});

test("G3: no config makes reading it fail", () => {
  const keys = fc.constantFrom("agent", "parallel", "agents", "lint", "watch", "failure", "silent", "__proto__", "0");
  const values = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("", "1", "x", "-1", "yes"),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(keys, tie("any"), { maxKeys: 4 }),
    ),
  })).any;
  fc.assert(
    fc.property(
      fc.oneof(
        values.map((value) => JSON.stringify(value)),
        fc.string(),
      ),
      (yaml) => {
        const { findings } = parse(`${yaml}\n`);
        expect(findings.every(({ message }) => message.length > 0)).toBe(true);
      },
    ),
  );
});

test("a section that is a single word stays an error beside an older spelling", () => {
  const { findings } = parse("project: shop\nsilent: true\n");
  expect(findings.map(({ severity, place }) => [severity, place])).toContainEqual(["error", { line: 2, column: 1 }]);
});
