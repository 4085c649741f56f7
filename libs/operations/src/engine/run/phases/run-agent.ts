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
import { findSession, refusesSession } from "../agent-session.ts";
import { followAgent, type AgentReport } from "../follow-agent.ts";
import { providerSettings } from "../provider-settings.ts";
import { forgetTry, waitForRetry } from "../retry-agent.ts";
import { reportPhase, workFolder, type Run } from "../run.ts";
import { runPaths } from "../run-record.ts";
import { timestamp } from "../../specs/specs.ts";

/**
 * Runs the agent to its end and writes what it reported into the record. An agent that a killed supervisor left behind
 * is followed, not started again; a run that is to be paused starts none. After an error that passes, it is started again.
 */
export async function runAgent(run: Run): Promise<void> {
  const { project, record } = run;
  const provider = await createProvider(record.provider, providerSettings(project, record.program));
  const { directory } = runPaths(project.runtime, record);
  const orphan = await attachAgent(directory);
  const session = orphan === undefined ? await findSession(run, provider) : undefined;
  let start: Start = { provider, directory, session };
  let report = await followToEnd(run, orphan ?? (await startUnlessPaused(run, start)), start);
  if (session !== undefined && report !== undefined && refusesSession(run, report)) {
    run.context.report({
      type: "notice",
      message: `${provider.name} does not know session ${session} any more and begins anew.`,
    });
    start = { provider, directory };
    await forgetTry(directory);
    report = await followToEnd(run, await startUnlessPaused(run, start), start);
  }
  // Whoever only settles what another process left starts nothing.
  while (orphan === undefined && report !== undefined && (await waitForRetry(run, report))) {
    await forgetTry(directory);
    report = await followToEnd(run, await startUnlessPaused(run, start), start);
  }
  await run.update({ phase: "running", ended_at: timestamp(run.context.now()), ...report });
}

/** What an agent reported; nothing where none was started. */
async function followToEnd(run: Run, agent: AgentProcess | undefined, start: Start): Promise<AgentReport | undefined> {
  if (agent === undefined) return undefined;
  await run.lock.setAgent(agent.identity);
  await run.update({ agent: agent.identity });
  run.context.crashPoint("agent:started");
  const report = await followAgent(run, { agent, ...start });
  // Servers and watchers that the agent left behind would write into a worktree that is about to go.
  await stopGroup(agent.identity, { grace_ms: run.project.config.agent.grace_ms });
  run.context.crashPoint("agent:ended");
  return report;
}

interface Start {
  readonly provider: Provider;
  readonly directory: string;
  /** The agent's own session to go on with. */
  readonly session?: string | undefined;
}

async function startUnlessPaused(run: Run, { provider, directory, session }: Start): Promise<AgentProcess | undefined> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (run.context.signal.aborted) await run.update({ intent: "pause" });
  if (run.record.intent !== "run") return (await forbidAgent(directory)) ? undefined : attachAgent(directory);
  const { project, repository, record, context } = run;
  const worktree = workFolder(run);
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
    ...(session === undefined ? {} : { session }),
  });
  const set = { ...env, ...chantVariables(run, { specFile, promptFile: prompt.path }) };
  const environment = agentEnvironment({ base: context.env, provider, allow: project.config.agent.env, set });
  reportPhase(
    run,
    "running",
    `${provider.name} works with ${project.config.agent.permission} permission in ${worktree}${session === undefined ? "" : ", in its earlier session"}`,
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
    ...(record.in_place ? {} : { CHANT_WORKTREE: "1", CHANT_WORKTREE_PATH: workFolder(run) }),
    ...(minutes === undefined ? {} : { CHANT_TIMEOUT: String(Math.round(minutes * 60)) }),
  };
}
