import { expect, test } from "vitest";
import * as z from "zod";
import { parseConfig } from "./parse.ts";
import { resolveConfig } from "./resolve.ts";
import { sectionNames, sectionSchema } from "./schema.ts";

/** Every key: its default, what a file says, and what that means. */
const keys: Readonly<Record<string, readonly [preset: unknown, said: unknown, meant: unknown]>> = {
  version: [1, "1", 1],
  "project.name": ["", "shop", "shop"],
  "project.prefix": [undefined, "web", "web"],
  "project.silent": [false, "yes", true],
  "defaults.prompt": ["standard", "tdd", "tdd"],
  "defaults.provider": ["claude", "codex", "codex"],
  "defaults.model": [undefined, "007", "007"],
  "defaults.split_model": [undefined, "m", "m"],
  "defaults.branch_prefix": ["chant/", "bot/", "bot/"],
  "defaults.main_branch": [undefined, "dev", "dev"],
  "defaults.create_branch": [true, "off", false],
  "defaults.prompt_extensions": [[], ["a"], ["a"]],
  "defaults.rotation_strategy": ["none", "round-robin", "round_robin"],
  "agent.provider": [undefined, "codex", "codex"],
  "agent.command": [undefined, "a b", "a b"],
  "agent.api_key": [undefined, "${KEY}", "${KEY}"],
  "agent.permission": ["full", "edits", "edits"],
  "agent.env": [[], "A", ["A"]],
  "agent.timeout_minutes": [undefined, "1.5", 1.5],
  "agent.idle_timeout_minutes": [undefined, "2", 2],
  "agent.grace_ms": [10_000, "0", 0],
  "providers.x.endpoint": [undefined, "http://localhost:1/v1", "http://localhost:1/v1"],
  "providers.x.max_retries": [undefined, "0", 0],
  "providers.x.retry_delay_ms": [undefined, "5", 5],
  "parallel.agents": [[], [{ name: "a" }], [{ name: "a", max_concurrent: 2, weight: 1 }]],
  "parallel.max_workers": [undefined, "3", 3],
  "parallel.stagger_delay_ms": [1000, "0", 0],
  "parallel.stagger_jitter_ms": [200, "1", 1],
  "parallel.cleanup.enabled": [true, "no", false],
  "parallel.cleanup.prompt": ["parallel-cleanup", "p", "p"],
  "parallel.cleanup.auto_run": [false, "on", true],
  "worktree.root": [undefined, "/w", "/w"],
  "worktree.sparse": [false, "true", true],
  "worktree.pool_size": [0, "10", 10],
  "worktree.setup.copy": [[], [".env"], [".env"]],
  "worktree.setup.link": [[], ["a"], ["a"]],
  "worktree.setup.run": [[], ["npm ci"], ["npm ci"]],
  "worktree.setup.timeout_s": [600, "1", 1],
  "merge.auto": [true, "False", false],
  "merge.checks": [[], ["npm test"], ["npm test"]],
  "merge.checks_timeout_s": [1800, "60", 60],
  "merge.strategy": ["ff_or_merge", "squash", "squash"],
  "git.sign": [false, "true", true],
  "git.merge_driver": [true, "no", false],
  "git.push": [undefined, {}, { remote: "origin", timeout_s: 60 }],
  "git.push.remote": [undefined, "upstream", "upstream"],
  "git.push.timeout_s": [undefined, "5", 5],
  repos: [[], [{ name: "api", path: "../api" }], [{ name: "api", path: "../api" }]],
  "limits.max_agents": [undefined, "50", 50],
  "limits.max_per_project": [undefined, "10", 10],
  "limits.runs_per_day": [undefined, "0", 0],
  "limits.spec_timeout": [undefined, "30m", "30m"],
  "costs.daily_limit_usd": [undefined, "500.00", 500],
  "costs.x.daily_limit_usd": [undefined, "1", 1],
  "enterprise.derived.x": [
    undefined,
    { from: "path", pattern: "(a)", validate: { type: "enum", values: ["a"] } },
    { from: "path", pattern: "(a)", validate: { type: "enum", values: ["a"] } },
  ],
  "enterprise.required": [[], ["team"], ["team"]],
  "approval.rejection_action": ["manual", "group", "group"],
  "approval.require_approval_for_agent_work": [false, "true", true],
  "approval.agent_addresses": [[], "bot@example.com", ["bot@example.com"]],
  "validation.strict_output_validation": [false, "true", true],
  "lint.disable": [[], ["title"], ["title"]],
  "lint.severity.x": [undefined, "info", "info"],
  "lint.types.research": [undefined, { disable: "path" }, { disable: ["path"], severity: {} }],
  "lint.projects.web": [undefined, { severity: { path: "error" } }, { disable: [], severity: { path: "error" } }],
  "lint.thresholds.complexity_criteria": [undefined, "10", 10],
  "lint.thresholds.complexity_files": [undefined, "10", 10],
  "lint.thresholds.complexity_words": [undefined, "10", 10],
  "lint.thresholds.simple_criteria": [undefined, "1", 1],
  "lint.thresholds.simple_files": [undefined, "1", 1],
  "lint.thresholds.simple_words": [undefined, "1", 1],
  "lint.words.vague": [undefined, ["nice"], ["nice"]],
  "lint.words.verbs": [undefined, "say", ["say"]],
  "schema.version": [undefined, "1", 1],
  "schema.spec.required": [[], ["status"], ["status"]],
  "schema.spec.fields.x": [
    undefined,
    { type: "array", items: "string", enum: ["a"] },
    { type: "array", items: "string", enum: ["a"] },
  ],
  "templates.spec": [undefined, "t.md", "t.md"],
  "lifecycle.specs.retention": ["forever", "90d", "90d"],
  "lifecycle.archive.enabled": [false, "true", true],
  "lifecycle.branches.delete_after_merge": [true, "false", false],
  "lifecycle.branches.retain_unmerged": ["30d", "1w", "1w"],
  "hooks.before_work": [[], "echo", ["echo"]],
  "hooks.after_work": [[], ["echo"], ["echo"]],
  "hooks.on_completed": [[], ["echo"], ["echo"]],
  "hooks.on_failure": [[], ["echo"], ["echo"]],
  "hooks.on_needs_attention": [[], ["echo"], ["echo"]],
  "hooks.on_paused": [[], ["echo"], ["echo"]],
  "hooks.timeout_seconds": [30, "5", 5],
  "site.output_dir": [".chant/site/dist", "public", "public"],
  "site.base_url": ["/", "/docs", "/docs/"],
  "site.title": ["Project Specs", "T", "T"],
  "site.description": ["", "D", "D"],
  "site.include.statuses": [["completed", "in_progress", "pending"], "failed", ["failed"]],
  "site.include.labels": [[], ["a"], ["a"]],
  "site.exclude.labels": [[], ["a"], ["a"]],
  "site.exclude.fields": [[], ["a"], ["a"]],
  "site.features.changelog": [true, "no", false],
  "site.features.dependency_graph": [true, "no", false],
  "site.features.timeline": [true, "no", false],
  "site.features.status_indexes": [true, "no", false],
  "site.features.label_indexes": [true, "no", false],
  "site.graph.detail": ["full", "titles", "titles"],
  "site.timeline.group_by": ["day", "week", "week"],
  "site.timeline.include_pending": [false, "yes", true],
  "watch.poll_interval_ms": [5000, "1000", 1000],
  "watch.idle_timeout_minutes": [5, "1", 1],
  "watch.failure.max_retries": [3, "0", 0],
  "watch.failure.retry_delay_ms": [60_000, "0", 0],
  "watch.failure.backoff_multiplier": [2, "1", 1],
  "watch.failure.retryable_patterns": [[], ["a.b"], ["a.b"]],
  "watch.failure.on_permanent_failure": ["skip", "stop", "stop"],
  "export.default_format": ["json", "csv", "csv"],
  "export.include_cost": [false, "true", true],
  "export.include_git": [false, "true", true],
  "daemon.enabled": [false, "true", true],
  "daemon.api_port": [8080, "0", 0],
  "daemon.metrics_port": [9090, "1", 1],
};

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
}

/** The keys that a schema knows, `x` standing for a free name. */
function leavesOf(node: Node, path: readonly string[]): string[] {
  const free = typeof node.additionalProperties === "object" ? { x: node.additionalProperties } : {};
  const inner = Object.entries({ ...node.properties, ...free });
  if (inner.length === 0) return [path.join(".")];
  return inner.flatMap(([key, next]) => leavesOf(next, [...path, key]));
}

test("the table has every key of every section", () => {
  const known = sectionNames.flatMap((name) =>
    leavesOf(z.toJSONSchema(sectionSchema(name), { io: "input", unrepresentable: "any" }) as Node, [name]),
  );
  const covered = (key: string) => Object.keys(keys).some((row) => key === row || key.startsWith(`${row}.`));
  const free = /^lint\.(types|projects)\.|^enterprise\.derived\.x/;
  expect(known.filter((key) => !free.test(key) && !covered(key))).toEqual([]);
});

const layerOf = (path: string, value: unknown): Record<string, unknown> =>
  path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;

const valueOf = (config: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], config);

test.each(Object.entries(keys))("G9: %s has its default, one layer's value, and the later of two", (path, row) => {
  const [preset, said, meant] = row;
  expect(valueOf(resolveConfig({ layers: [{}, {}] }), path)).toEqual(preset);
  expect(valueOf(resolveConfig({ layers: [layerOf(path, said)] }), path)).toEqual(meant);
  expect(valueOf(resolveConfig({ layers: [layerOf(path, said), {}] }), path)).toEqual(meant);
  if (preset === undefined) return;
  expect(valueOf(resolveConfig({ layers: [layerOf(path, said), layerOf(path, preset)] }), path)).toEqual(preset);
});

test.each(Object.entries(keys))("G4: %s is a key that a file may have", (path, [, said]) => {
  const yaml = JSON.stringify(layerOf(path, said));
  expect(parseConfig(`---\n${yaml}\n---\n`, { file: "config.md" }).findings).toEqual([]);
});

test.each([
  ["watch.poll_interval_ms", "0"],
  ["watch.failure.backoff_multiplier", "0.5"],
  ["watch.failure.max_retries", "-1"],
  ["watch.idle_timeout_minutes", "0"],
  ["watch.failure.on_permanent_failure", "retry"],
  ["parallel.stagger_delay_ms", "-5"],
  ["parallel.max_workers", "0"],
  ["defaults.rotation_strategy", "roundrobin"],
  ["providers.openai.endpoint", "localhost:11434"],
  ["providers.openai.endpoint", "file:///etc/passwd"],
  ["providers.openai.endpoint", "https://me:secret@example.com/v1"],
  ["agent.api_key", "abc"],
  ["daemon.api_port", "70000"],
  ["lifecycle.specs.retention", "long"],
  ["lifecycle.branches.retain_unmerged", "30"],
  ["limits.spec_timeout", "half an hour"],
  ["costs.daily_limit_usd", "0"],
  ["costs.auth.daily_limit_usd", "much"],
  ["site.include.statuses", "ready"],
  ["site.graph.detail", "all"],
  ["lint.severity.title", "fatal"],
  ["export.default_format", "xml"],
  ["project.prefix", "../x"],
  ["version", "2"],
])("%s cannot be %j", (path, said) => {
  const { findings } = parseConfig(`---\n${JSON.stringify(layerOf(path, said))}\n---\n`, { file: "config.md" });
  expect(findings.map(({ severity, code }) => [severity, code])).toEqual([["error", "CONFIG_INVALID"]]);
  expect(findings[0]?.message).toContain(`${path} cannot be ${JSON.stringify(said)}: `);
});

test.each([
  ["two agents of one name", { parallel: { agents: [{ name: "a" }, { name: "a" }] } }, "two agents have the same name"],
  ["two unnamed agents", { parallel: { agents: [{}, {}] } }, "two agents have the same name"],
  ["no place for an agent", { parallel: { agents: [{ max_concurrent: "0" }] } }, "parallel.agents.0.max_concurrent"],
  ["two repositories of one name", { repos: ["a", "a"].map((name) => ({ name, path: "x" })) }, "the same name"],
  ["a repository with a colon", { repos: [{ name: "a:b", path: "x" }] }, "repos.0.name"],
  ["one port twice", { daemon: { api_port: "9090" } }, "daemon.metrics_port is not right: it is the api_port"],
  [
    "a rule from nowhere",
    { enterprise: { derived: { a: { from: "git", pattern: "(a)" } } } },
    "enterprise.derived.a.from",
  ],
  ["git's user by a pattern", { enterprise: { derived: { a: { from: "git_user", pattern: "x" } } } }, "name or email"],
  [
    "a variable by a pattern",
    { enterprise: { derived: { a: { from: "env", pattern: "(A)" } } } },
    "environment variable",
  ],
  ["a derived status", { enterprise: { derived: { status: { from: "env", pattern: "A" } } } }, "for chant alone"],
  ["derived approval", { enterprise: { derived: { approval: { from: "env", pattern: "A" } } } }, "for chant alone"],
  ["a field of no type", { schema: { spec: { fields: { a: { type: "date" } } } } }, "schema.spec.fields.a.type"],
])("a config with %s is refused", (_, values, reason) => {
  const { findings } = parseConfig(`---\n${JSON.stringify(values)}\n---\n`, { file: "config.md" });
  expect(findings.map(({ severity }) => severity)).toEqual(["error"]);
  expect(findings[0]?.message).toContain(reason);
});
