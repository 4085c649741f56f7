import { utimes } from "node:fs/promises";
import { join } from "node:path";
import {
  createRedactor,
  followLines,
  stopGroup,
  type AgentEvent,
  type AgentProcess,
  type Provider,
} from "@chant/providers";
import type { ProgressEvent } from "../../kernel/progress.ts";
import { followCriteria } from "./follow-criteria.ts";
import { watchIntent } from "../control/intent.ts";
import { openRunLog, type RunLog } from "./log-file.ts";
import { runPaths, type Intent, type RunRecord } from "./run-record.ts";
import type { Run } from "./run.ts";

export type AgentReport = Pick<
  RunRecord,
  "exit_code" | "error" | "usage" | "cost" | "model" | "session" | "over_budget"
>;

interface Following {
  readonly agent: AgentProcess;
  readonly provider: Provider;
  readonly directory: string;
}

const heartbeatMs = 5_000;

/**
 * Follows a running agent to its end: its events go to the logs and to the surface, and what it reported comes back. An
 * interrupt, a time-out or an idle agent stops it, first gently. The logs are written anew from the agent's own output,
 * which is complete also after a crash of the supervisor. Secrets are taken out of it before anything else sees it.
 */
export async function followAgent(run: Run, { agent, provider, directory }: Following): Promise<AgentReport> {
  const log = await openRunLog(run.project.runtime, run.record, run.context.now);
  const collector = createCollector(run, log);
  const ended = new AbortController();
  const limits = watchLimits(run, { agent, stopped: (error) => collector.take([error]) });
  const parser = provider.createParser();
  const redact = createRedactor(run.context.env);
  log.write({ type: "phase", phase: "running", message: `${provider.name} started as process ${agent.identity.pid}` });
  const follow = (stream: "stdout" | "stderr") =>
    followLines({
      file: join(directory, stream),
      signal: ended.signal,
      onLine: (line) => {
        limits.active();
        collector.take(parser.line(redact(line), stream));
        limits.spent(collector.report().cost);
      },
    });
  const unfollow = followCriteria(run);
  const output = Promise.all([follow("stdout"), follow("stderr")]);
  const exit = await agent.exited;
  limits.end();
  unfollow();
  ended.abort();
  await output;
  collector.take(parser.end(exit));
  const how = exit.code === undefined ? "was cut off" : `ended with exit code ${exit.code}`;
  log.write({ type: "phase", phase: "running", message: `${provider.name} ${how}` });
  await log.close();
  return { ...collector.report(), ...limits.report(), ...(exit.code === undefined ? {} : { exit_code: exit.code }) };
}

function createCollector(run: Run, log: RunLog) {
  // What earlier tries of the attempt cost is added to what this one reports.
  const { cost: before = 0 } = run.record;
  let report: AgentReport = before > 0 ? { cost: before } : {};
  return {
    report: () => report,
    take(events: readonly AgentEvent[]) {
      for (const event of events) {
        log.write(event);
        run.context.report(toProgress(run, event));
        report = { ...report, ...reported(event, { report, before }) };
      }
    },
  };
}

function toProgress({ record: { spec_id } }: Run, event: AgentEvent): ProgressEvent {
  if (event.type !== "usage") return { type: "agent", spec_id, event };
  const { input_tokens, output_tokens, cost_usd: cost } = event;
  return { type: "usage", spec_id, input_tokens, output_tokens, ...(cost === undefined ? {} : { cost }) };
}

/** What an event adds to the record. The first error counts: what follows is its consequence. */
function reported(event: AgentEvent, { report, before }: { report: AgentReport; before: number }): AgentReport {
  switch (event.type) {
    case "started":
      return { ...(event.model && { model: event.model }), ...(event.session && { session: event.session }) };
    case "error":
      return report.error === undefined ? { error: withoutType(event) } : {};
    case "usage": {
      const { type, cost_usd, ...usage } = event;
      return { usage, ...(cost_usd === undefined ? {} : { cost: before + cost_usd }) };
    }
    default:
      return {};
  }
}

function withoutType({ type, ...error }: Extract<AgentEvent, { type: "error" }>): NonNullable<RunRecord["error"]> {
  return error;
}

interface Limits {
  readonly agent: AgentProcess;
  stopped(error: AgentEvent): void;
}

/** Stops the agent when somebody interrupts, when its time or its money is used up and when it was silent for too long. */
function watchLimits(run: Run, { agent, stopped }: Limits) {
  const { timeout_minutes: total, idle_timeout_minutes: idle, max_cost } = run.record.options;
  let over_budget = false;
  const stop = () => stopGroup(agent.identity, { grace_ms: run.project.config.agent.grace_ms });
  const expire = (message: string) => {
    stopped({ type: "error", class: "timeout", message });
    void stop();
  };
  const timer = (minutes: number | undefined, message: string) =>
    minutes === undefined ? undefined : setTimeout(() => expire(message), minutes * 60_000);
  const totalTimer = timer(total, `The agent took longer than ${total} minutes.`);
  let idleTimer = timer(idle, `The agent was silent for ${idle} minutes.`);
  const beat = setInterval(() => void touch(run), heartbeatMs);
  // What is wanted holds in this process also where it cannot be written down.
  const interrupt = (intent: Intent) => void run.update({ intent }).then(stop, stop);
  const onAbort = () => interrupt("pause");
  const unwatch = watchIntent(run.project.runtime, run.record, interrupt);
  const onKill = () => void stopGroup(agent.identity, { grace_ms: 0 });
  const { signal, kill } = run.context;
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort);
  kill.addEventListener("abort", onKill);
  return {
    active: () => void (idleTimer = idleTimer?.refresh()),
    spent(cost = 0) {
      if (over_budget || max_cost === undefined || cost <= max_cost) return;
      over_budget = true;
      void stop();
    },
    report: () => (over_budget ? { over_budget } : {}),
    end() {
      clearTimeout(totalTimer);
      clearTimeout(idleTimer);
      clearInterval(beat);
      unwatch();
      signal.removeEventListener("abort", onAbort);
      kill.removeEventListener("abort", onKill);
    },
  };
}

/** The heartbeat is the time of the lock file: a sign of life for people, never the ground to call a run dead. */
async function touch(run: Run): Promise<void> {
  const now = new Date();
  await utimes(runPaths(run.project.runtime, run.record).lock, now, now).catch(() => undefined);
}
