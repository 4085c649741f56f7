import * as z from "zod";
import { address, count, duration, flag, list, positive, slug, text } from "../values.ts";

// What runs of agents are told: which agent, where, how many, and what becomes of their work.

export const project = () =>
  z.object({
    name: z.string().default("").describe("Name of the project, for prompts and the site"),
    prefix: slug.exactOptional().describe("Prefix of new spec ids"),
    silent: flag.default(false).describe("Keep chant out of the repository"),
  });

export const defaults = () =>
  z.object({
    prompt: text.default("standard").describe("Prompt for specs that name none"),
    provider: text.default("claude").describe("Agent for specs that name none"),
    model: text.exactOptional().describe("Model for specs that name none"),
    split_model: text.exactOptional().describe("Model that splits specs (default: defaults.model)"),
    branch_prefix: z.string().default("chant/").describe("What spec branches begin with"),
    main_branch: text.exactOptional().describe("Branch to start from and merge into (default: the one checked out)"),
    create_branch: flag.default(true).describe("Work each spec on a branch of its own"),
    prompt_extensions: list.default([]).describe("Prompt files appended to every prompt"),
    rotation_strategy: z
      .preprocess(
        (value) => (value === "round-robin" ? "round_robin" : value),
        z.enum(["none", "random", "round_robin"]),
      )
      .default("none")
      .describe("How one of parallel.agents is chosen"),
  });

/** A key in a tracked file is everybody's; only its name may stand there. */
const variable = () =>
  text.regex(/^\$\{[A-Za-z_]\w*\}$/, {
    error: "a key does not belong in a config; ${NAME} of an environment variable is expected",
  });

export const agent = () =>
  z.object({
    provider: text.exactOptional().describe("Same as defaults.provider"),
    command: text.exactOptional().describe("Program and arguments, for the provider command"),
    api_key: variable().exactOptional().describe("Environment variable of the provider's key, as ${NAME}"),
    permission: z.enum(["full", "edits"]).default("full").describe("What the agent may do in its worktree"),
    env: list.default([]).describe("Names of environment variables that the agent may see as well"),
    timeout_minutes: positive.exactOptional().describe("How long an agent may take"),
    idle_timeout_minutes: positive.exactOptional().describe("How long an agent may be silent"),
    grace_ms: count.default(10_000).describe("How long an agent may take to end when it is asked to"),
  });

export const providers = () =>
  z.record(
    text,
    z.object({
      endpoint: address.exactOptional().describe("Base address of the provider's interface"),
      max_retries: count.default(3).describe("How often a request is sent again"),
      retry_delay_ms: count.default(1000).describe("How long the first repetition waits"),
    }),
  );

const parallelAgent = () =>
  z.object({
    name: text.default("main").describe("Name in logs"),
    provider: text.exactOptional().describe("Its provider (default: agent.provider or defaults.provider)"),
    command: text.exactOptional().describe("Program and arguments (default: the provider's own)"),
    model: text.exactOptional().describe("Its model, for specs that name none"),
    max_concurrent: z.coerce.number().int().min(1).default(2).describe("How many of it may run at once"),
    weight: count.default(1).describe("How often it is chosen beside the others; 0 counts as 1"),
  });

export const parallel = () =>
  z.object({
    agents: z
      .array(parallelAgent())
      .refine((agents) => areDistinct(agents.map(({ name }) => name)), { error: "two agents have the same name" })
      .default([])
      .describe("Agents to share the work (default: the provider's own, two at once)"),
    max_workers: z.coerce.number().int().min(1).exactOptional().describe("How many specs are worked at once at most"),
    stagger_delay_ms: count.default(1000).describe("How long to wait between two starts"),
    stagger_jitter_ms: count.default(200).describe("How much that wait may vary"),
    cleanup: z
      .object({
        enabled: flag.default(true).describe("Offer to clean up after parallel work"),
        prompt: text.default("parallel-cleanup").describe("Prompt for it"),
        auto_run: flag.default(false).describe("Clean up without asking"),
      })
      .prefault({}),
  });

export const worktree = () =>
  z.object({
    root: text.exactOptional().describe("Folder for worktrees (default: in the user's state folder)"),
    sparse: flag.default(false).describe("Check out only what the spec's target files need"),
    pool_size: count.default(0).describe("How many worktrees workers keep ready"),
    setup: z
      .object({
        copy: list.default([]).describe("Files and folders of the checkout to copy"),
        link: list.default([]).describe("Files and folders of the checkout to link"),
        run: list.default([]).describe("Commands to run"),
        timeout_s: positive.default(600).describe("How long one command may take"),
      })
      .prefault({}),
  });

export const merge = () =>
  z.object({
    auto: flag.default(true).describe("Merge a completed spec at the end of its run"),
    strategy: z.enum(["ff_or_merge", "no_ff", "squash"]).default("ff_or_merge").describe("Kind of merge"),
    checks: list.default([]).describe("Commands that must succeed once an agent has resolved a conflict"),
    checks_timeout_s: positive.default(1800).describe("How long one of them may take"),
  });

/** Command lines for the user's shell. */
const commands = (when: string) => list.default([]).describe(when);

export const hooks = () =>
  z.object({
    before_work: commands("Called before a run starts; one that fails refuses the run"),
    after_work: commands("Called when a run is over, whatever it came to"),
    on_completed: commands("Called when a spec is completed"),
    on_failure: commands("Called when a run has failed"),
    on_needs_attention: commands("Called when a run needs somebody"),
    on_paused: commands("Called when a run was stopped before it was done"),
    timeout_seconds: positive.default(30).describe("How long one of these commands may take"),
  });

export const git = () =>
  z.object({
    sign: flag.default(false).describe("Sign chant's own commits"),
    merge_driver: flag.default(true).describe("Set up the merge driver in a clone whose .gitattributes asks for it"),
    push: z
      .object({
        remote: slug.default("origin").describe("Name of the remote"),
        timeout_s: positive.default(60).describe("How long a push or fetch may take"),
      })
      .exactOptional()
      .describe(
        "Push what is merged, and the branches of specs at work; a branch there claims its spec for one machine",
      ),
  });

export const repos = () =>
  z
    .array(z.object({ name: slug.describe("Name before the colon in depends_on"), path: text.describe("Folder") }))
    .refine((all) => areDistinct(all.map(({ name }) => name)), { error: "two repositories have the same name" });

export const limits = () =>
  z.object({
    max_agents: z.coerce.number().int().min(1).exactOptional().describe("How many agents may run at once in all"),
    max_per_project: z.coerce.number().int().min(1).exactOptional().describe("How many of them for one project"),
    runs_per_day: count.exactOptional().describe("How many agents may be started a day"),
    spec_timeout: duration.exactOptional().describe("How long a worker may take for one spec, such as 30m"),
  });

const budget = () => ({ daily_limit_usd: positive.exactOptional().describe("What agents may cost a day, USD") });

export const costs = () => z.object(budget()).catchall(z.object(budget()));

function areDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
