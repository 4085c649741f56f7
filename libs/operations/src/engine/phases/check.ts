import { checkTransition, selectPrompt } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { createProvider } from "@chant/providers";
import { factsOf, lintSpec } from "@chant/scoring";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { loadPrompt } from "../agent-prompt.ts";
import { requireSpace } from "../disk.ts";
import { createLintContext } from "../lint-context.ts";
import { planGit, type GitPlan } from "../git-plan.ts";
import { providerSettings } from "../provider-settings.ts";
import type { RunOptions, RunRecord } from "../run-record.ts";
import type { SpecEntry, SpecSet } from "../specs.ts";
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
}

export type RunPlan = GitPlan & Pick<RunRecord, "provider" | "model" | "prompt" | "options" | "status_before">;

/**
 * Everything that can refuse a run does so here, before anything is written: the spec, its status, approval and
 * dependencies, git, the prompt, the agent's program, trust and disk space.
 */
export async function checkRun(request: RunRequest): Promise<RunPlan> {
  const { project, entry } = request;
  requireReadable(entry);
  await requireLint(request);
  requireStartable(request);
  const { provider, model, prompt } = choose(request);
  const [git] = await Promise.all([
    planGit(request),
    loadPrompt(project, prompt),
    requireAgent(request, provider),
    requireSpace(project),
  ]);
  const { options } = request;
  return { ...git, provider, ...(model === undefined ? {} : { model }), prompt, options, status_before: entry.status };
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

function choose({ project, context, entry, ...flags }: RunRequest): {
  provider: string;
  model?: string;
  prompt: string;
} {
  const { frontmatter } = entry.spec();
  const { defaults } = project.config;
  const fromEnv = context.env["CHANT_MODEL"] ?? context.env["ANTHROPIC_MODEL"];
  const model = flags.model ?? frontmatter.model ?? fromEnv ?? defaults.model;
  const prompt = selectPrompt({ flag: flags.prompt, spec: entry.spec(), config: project.config });
  const provider = flags.provider ?? frontmatter.provider ?? project.config.agent.provider ?? defaults.provider;
  return { provider, prompt, ...(model === undefined ? {} : { model }) };
}

async function requireAgent({ project, context }: RunRequest, name: string): Promise<void> {
  const provider = await createProvider(name, providerSettings(project));
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
