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
import { openRunLog, type RunLog } from "./log-file.ts";
import { runPaths, type RunRecord } from "./run-record.ts";
import type { Run } from "./run.ts";

export type AgentReport = Pick<RunRecord, "exit_code" | "error" | "usage" | "cost" | "model" | "session">;

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
      },
    });
  const output = Promise.all([follow("stdout"), follow("stderr")]);
  const exit = await agent.exited;
  limits.end();
  ended.abort();
  await output;
  collector.take(parser.end(exit));
  const how = exit.code === undefined ? "was cut off" : `ended with exit code ${exit.code}`;
  log.write({ type: "phase", phase: "running", message: `${provider.name} ${how}` });
  await log.close();
  return { ...collector.report(), ...(exit.code === undefined ? {} : { exit_code: exit.code }) };
}

function createCollector(run: Run, log: RunLog) {
  let report: AgentReport = {};
  return {
    report: () => report,
    take(events: readonly AgentEvent[]) {
      for (const event of events) {
        log.write(event);
        run.context.report({ type: "agent", spec_id: run.record.spec_id, event });
        report = { ...report, ...reported(event, report) };
      }
    },
  };
}

/** What an event adds to the record. The first error counts: what follows is its consequence. */
function reported(event: AgentEvent, report: AgentReport): AgentReport {
  switch (event.type) {
    case "started":
      return { ...(event.model && { model: event.model }), ...(event.session && { session: event.session }) };
    case "error":
      return report.error === undefined ? { error: { class: event.class, message: event.message } } : {};
    case "usage": {
      const { type, cost_usd, ...usage } = event;
      return { usage, ...(cost_usd === undefined ? {} : { cost: cost_usd }) };
    }
    default:
      return {};
  }
}

interface Limits {
  readonly agent: AgentProcess;
  stopped(error: AgentEvent): void;
}

/** Stops the agent when the user interrupts, when its time is over and when it has been silent for too long. */
function watchLimits(run: Run, { agent, stopped }: Limits) {
  const { timeout_minutes: total, idle_timeout_minutes: idle } = run.record.options;
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
  const onAbort = () => void run.update({ intent: "pause" }).then(stop);
  const onKill = () => void stopGroup(agent.identity, { grace_ms: 0 });
  const { signal, kill } = run.context;
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort);
  kill.addEventListener("abort", onKill);
  return {
    active: () => void (idleTimer = idleTimer?.refresh()),
    end() {
      clearTimeout(totalTimer);
      clearTimeout(idleTimer);
      clearInterval(beat);
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
