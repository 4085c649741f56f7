import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import {
  agentEnvironment,
  attachAgent,
  createProvider,
  forbidAgent,
  launchAgent,
  stopGroup,
  type AgentProcess,
  type Provider,
} from "@chant/providers";
import { writePrompt } from "../agent-prompt.ts";
import { followAgent } from "../follow-agent.ts";
import { providerSettings } from "../provider-settings.ts";
import { reportPhase, type Run } from "../run.ts";
import { runPaths } from "../run-record.ts";
import { timestamp } from "../specs.ts";

/**
 * Runs the agent to its end and writes what it reported into the record. An agent that a killed supervisor left behind
 * is followed, not started again; a run that is to be paused starts none.
 */
export async function runAgent(run: Run): Promise<void> {
  const { project, record } = run;
  const provider = await createProvider(record.provider, providerSettings(project));
  const { directory } = runPaths(project.runtime, record);
  const agent = (await attachAgent(directory)) ?? (await startUnlessPaused(run, { provider, directory }));
  if (agent === undefined) return run.update({ phase: "running", ended_at: timestamp(run.context.now()) });
  await run.lock.setAgent(agent.identity);
  await run.update({ agent: agent.identity });
  run.context.crashPoint("agent:started");
  const report = await followAgent(run, { agent, provider, directory });
  // Servers and watchers that the agent left behind would write into a worktree that is about to go.
  await stopGroup(agent.identity, { grace_ms: project.config.agent.grace_ms });
  run.context.crashPoint("agent:ended");
  await run.update({ phase: "running", ended_at: timestamp(run.context.now()), ...report });
}

interface Start {
  readonly provider: Provider;
  readonly directory: string;
}

async function startUnlessPaused(run: Run, { provider, directory }: Start): Promise<AgentProcess | undefined> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (run.context.signal.aborted) await run.update({ intent: "pause" });
  if (run.record.intent === "pause") return (await forbidAgent(directory)) ? undefined : attachAgent(directory);
  const { project, repository, record, context } = run;
  const worktree = record.worktree as string;
  const cwd = join(worktree, relative(repository.root, project.root));
  const specFile = join(worktree, record.spec_path);
  const prompt = await writePrompt(run, { directory, worktree, specFile });
  const { program, args, stdin, env } = await provider.invocation({
    prompt_file: prompt.path,
    prompt_text: prompt.text,
    spec_file: specFile,
    spec_id: record.spec_id,
    permission: project.config.agent.permission,
    env: context.env,
    ...(record.model === undefined ? {} : { model: record.model }),
  });
  const set = { ...env, ...chantVariables(run, { specFile, promptFile: prompt.path }) };
  const environment = agentEnvironment({ base: context.env, provider, allow: project.config.agent.env, set });
  reportPhase(
    run,
    "running",
    `${provider.name} works with ${project.config.agent.permission} permission in ${worktree}`,
  );
  return launchAgent({ program, args, cwd, env: environment, directory, ...(stdin === undefined ? {} : { stdin }) });
}

/** What an agent may know about its run, in every mode. */
function chantVariables(run: Run, files: { specFile: string; promptFile: string }): Record<string, string> {
  const { project, record } = run;
  const minutes = record.options.timeout_minutes;
  return {
    CHANT_SPEC_ID: record.spec_id,
    CHANT_SPEC_FILE: files.specFile,
    CHANT_PROJECT: project.config.project.name,
    CHANT_PROMPT: record.prompt,
    CHANT_PROMPT_FILE: files.promptFile,
    CHANT_PROVIDER: record.provider,
    CHANT_ATTEMPT: String(record.attempt),
    CHANT_BRANCH: record.branch,
    CHANT_WORKTREE: "1",
    CHANT_WORKTREE_PATH: record.worktree as string,
    ...(minutes === undefined ? {} : { CHANT_TIMEOUT: String(Math.round(minutes * 60)) }),
  };
}
