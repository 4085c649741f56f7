import * as z from "zod";

/** YAML scalars arrive as text; the schema gives them their type. */
const flag = z.union([z.boolean(), z.stringbool()]);
const count = z.coerce.number().int().min(0);
const positive = z.coerce.number().positive();
const text = z.string().min(1);
const list = z.preprocess((value) => (typeof value === "string" ? [value] : value), z.array(text));

/** A section that later capabilities read; kept as it is until then. */
const section = z.record(z.string(), z.unknown()).optional();

const project = z.object({
  name: z.string().default("").describe("Name of the project, for prompts"),
  prefix: text.optional().describe("Prefix of new spec ids"),
  silent: flag.default(false).describe("Keep chant out of the repository"),
});

const defaults = z.object({
  prompt: text.default("standard").describe("Prompt for specs that name none"),
  provider: text.default("claude").describe("Agent for specs that name none"),
  model: text.optional().describe("Model for specs that name none"),
  split_model: text.optional(),
  branch_prefix: z.string().default("chant/").describe("What spec branches begin with"),
  main_branch: text.optional().describe("Branch to start from and merge into (default: the one checked out)"),
  prompt_extensions: list.default([]).describe("Prompt files appended to every prompt"),
  rotation_strategy: z.enum(["none", "random", "round_robin", "round-robin"]).default("none"),
});

const agent = z.object({
  provider: text.optional().describe("Same as defaults.provider"),
  command: text.optional().describe("Program and arguments, for the provider command"),
  permission: z.enum(["full", "edits"]).default("full").describe("What the agent may do in its worktree"),
  env: list.default([]).describe("Names of environment variables that the agent may see as well"),
  timeout_minutes: positive.optional().describe("How long an agent may take"),
  idle_timeout_minutes: positive.optional().describe("How long an agent may be silent"),
  grace_ms: count.default(10_000).describe("How long an agent may take to end when it is asked to"),
});

const worktree = z.object({
  root: text.optional().describe("Folder for worktrees (default: in the user's state folder)"),
  setup: z
    .object({
      copy: list.default([]).describe("Files and folders of the checkout to copy"),
      link: list.default([]).describe("Files and folders of the checkout to link"),
      run: list.default([]).describe("Commands to run"),
      timeout_s: positive.default(600).describe("How long one command may take"),
    })
    .prefault({}),
});

const merge = z.object({
  auto: flag.default(true).describe("Merge a completed spec at the end of its run"),
  strategy: z.enum(["ff_or_merge", "no_ff", "squash"]).default("ff_or_merge").describe("Kind of merge"),
});

const git = z.object({
  sign: flag.default(false).describe("Sign chant's own commits"),
  push: section,
});

/** Every section of the config with its defaults. Values are what the markdown files say, layered. */
export const configSchema = z.object({
  project: project.prefault({}),
  defaults: defaults.prefault({}),
  agent: agent.prefault({}),
  worktree: worktree.prefault({}),
  merge: merge.prefault({}),
  git: git.prefault({}),
  providers: section,
  parallel: section,
  enterprise: section,
  approval: section,
  validation: section,
  site: section,
  lint: section,
  watch: section,
  schema: section,
  templates: section,
  lifecycle: section,
  export: section,
  scale: section,
  limits: section,
  costs: section,
  daemon: section,
  hooks: section,
  repos: z.unknown().optional(),
  version: z.unknown().optional(),
});

export type Config = z.output<typeof configSchema>;
