import { checkTransition, selectPrompt } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { createProvider } from "@chant/providers";
import { factsOf, lintSpec } from "@chant/scoring";
import type { Context } from "../../../kernel/context.ts";
import type { Project } from "../../../kernel/project.ts";
import { loadPrompt } from "../agent-prompt.ts";
import { requireSpace } from "../disk.ts";
import { requireDailyLimits } from "../daily-limits.ts";
import type { AgentProfile } from "../../dispatch/agents.ts";
import { createLintContext } from "../../lint/lint-context.ts";
import { planResolution } from "../../merge/resolution.ts";
import { planGit, type GitPlan } from "../git-plan.ts";
import { providerSettings } from "../provider-settings.ts";
import { findLatestRecord, type Resolution, type RunOptions, type RunRecord } from "../run-record.ts";
import type { SpecEntry } from "../../specs/spec-entry.ts";
import type { SpecSet } from "../../specs/specs.ts";
import { requireTrust } from "../trust.ts";

export interface RunRequest {
  readonly project: Project;
  readonly context: Context;
  readonly set: SpecSet;
  readonly entry: SpecEntry;
  readonly options: RunOptions;
  readonly prompt?: string | undefined;
  readonly model?: string | undefined;
  readonly provider?: string | undefined;
  readonly target?: string | undefined;
  /** Short name of the branch to work on instead of the spec's usual one. */
  readonly branch?: string | undefined;
  /** The configured agent whose turn it is. */
  readonly agent?: AgentProfile | undefined;
  /** Work in the user's checkout instead of a worktree. */
  readonly in_place?: boolean | undefined;
  /** The work is done, and what is left is to resolve the conflict of its branch. */
  readonly resolve?: boolean | undefined;
}

type Chosen = Pick<RunRecord, "provider" | "model" | "prompt" | "agent_name" | "program">;

export type RunPlan = GitPlan & Chosen & Pick<RunRecord, "options" | "status_before" | "resolution">;

/**
 * Everything that can refuse a run does so here, before anything is written: the spec, its status, approval and
 * dependencies, git, the prompt, the agent's program, trust, disk space and the limits of the day.
 */
export async function checkRun(request: RunRequest): Promise<RunPlan> {
  const { project, entry } = request;
  requireReadable(entry);
  await requireLint(request);
  requireStartable(request);
  const previous = await findLatestRecord(project.runtime, entry.id);
  const resolves = request.resolve ?? isUnresolved(previous);
  const chosen = choose(resolves ? { ...request, prompt: request.prompt ?? "merge-conflict" } : request);
  const [git] = await Promise.all([
    planGit(request),
    loadPrompt(project, chosen.prompt),
    requireAgent(request, chosen),
    requireSpace(project),
    requireDailyLimits(request, entry.id),
  ]);
  // What is done in place is where it belongs.
  const options = git.in_place ? { ...request.options, merge: true } : request.options;
  const plan = { ...git, ...chosen, options, status_before: entry.status };
  return resolves && git.continued ? { ...plan, resolution: await planConflict(request, plan, previous) } : plan;
}

/** A conflict that an attempt left is what the next one is about, whoever starts it. */
function isUnresolved(previous: RunRecord | undefined): boolean {
  return previous?.resolution !== undefined && previous.verdict?.outcome !== "completed";
}

async function planConflict(
  { project, entry: { id } }: RunRequest,
  plan: RunPlan,
  { setup_files = [], process_id = id }: Partial<RunRecord> = {},
): Promise<Resolution> {
  return planResolution(project, { ...plan, setup_files, spec_id: id, process_id });
}

function requireReadable({ readable, spec, path }: SpecEntry): void {
  if (readable) return;
  const finding = spec().findings.find((one) => one.severity === "error");
  const place = finding?.place === undefined ? "" : `:${finding.place.line}:${finding.place.column}`;
  const message = `${path}${place}: ${finding?.message ?? "The header cannot be read."}`;
  throw new ChantError(finding?.code ?? "PARSE_FRONTMATTER", message, {
    fix: `edit ${path}`,
    details: { path, ...finding?.place },
  });
}

/** What is only due at the end of a run is told at its beginning, and stops it there. */
const dueLater: ReadonlySet<string> = new Set(["required"]);

async function requireLint({ project, context, entry, set }: RunRequest): Promise<void> {
  const spec = entry.spec();
  // The prompt may be another one than the spec's, and is looked for below.
  const { prompts, promptOf, ...lint } = await createLintContext(project, set);
  const findings = lintSpec({ spec, facts: factsOf(spec, lint.settings?.words) }, lint);
  const found = findings.filter((finding) => finding.severity === "error");
  for (const { rule, message } of found) if (dueLater.has(rule)) context.report({ type: "warning", message });
  const errors = found.filter(({ rule }) => !dueLater.has(rule));
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const fix = `chant show ${entry.id}`;
  throw new ChantError("LINT_FAILED", `${entry.id}: ${first.message}${more}`, {
    fix,
    details: { findings: errors },
  });
}

function requireStartable({ entry, set, options }: RunRequest): void {
  checkTransition({
    id: entry.id,
    from: entry.status,
    to: "in_progress",
    trigger: "work",
    facts: {
      readiness: set.readinessOf(entry.id),
      skip_approval: options.skip_approval,
      skip_deps: options.skip_deps,
    },
  });
}

/** By flag, spec, agent and config, in that order; the agent's program and model are for its own provider only. */
function choose(request: RunRequest): Chosen {
  const { project, entry, agent } = request;
  const configured = agent?.provider ?? project.config.agent.provider ?? project.config.defaults.provider;
  const provider = request.provider ?? entry.spec().frontmatter.provider ?? configured;
  const own = provider === configured ? agent : undefined;
  const prompt = selectPrompt({ flag: request.prompt, spec: entry.spec(), config: project.config });
  const model = chooseModel(request, own?.model);
  return { provider, prompt, ...(model !== undefined && { model }), ...(own !== undefined && profileOf(own)) };
}

function chooseModel({ project, context: { env }, entry, model }: RunRequest, own: string | undefined) {
  const fromEnv = env["CHANT_MODEL"] ?? env["ANTHROPIC_MODEL"];
  return model ?? entry.spec().frontmatter.model ?? own ?? fromEnv ?? project.config.defaults.model;
}

function profileOf({ name, command }: AgentProfile): Pick<RunRecord, "agent_name" | "program"> {
  return { agent_name: name, ...(command !== undefined && { program: command }) };
}

async function requireAgent({ project, context }: RunRequest, { provider: name, program }: Chosen): Promise<void> {
  const provider = await createProvider(name, providerSettings(project, program));
  if (!provider.capabilities.edits_files) {
    const message = `The provider ${name} cannot edit files, so it cannot work on specs.`;
    throw new ChantError("CONFIG_PROVIDER_UNKNOWN", message, { fix: "chant work --provider claude" });
  }
  await requireTrust(project, name);
  const probe = await provider.probe(context.env);
  if (probe.available) return;
  const message = `The agent's program ${probe.program} is not on PATH or cannot be run.`;
  throw new ChantError("EXEC_AGENT_MISSING", message, {
    fix: "chant config --validate",
    details: { program: probe.program },
  });
}
