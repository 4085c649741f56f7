import { mkdir, open, rm, symlink, type FileHandle } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ChantPaths } from "@chant/core/store";
import type { AgentEvent } from "@chant/providers";
import { runPaths, type RunRecord } from "./run-record.ts";

/** The two logs of an attempt: text for people, one JSON event a line for programs. */
export interface RunLog {
  /** Appends an event to both logs. A full disk costs log lines, never the run. */
  write(event: AgentEvent | { readonly type: "phase"; readonly phase: string; readonly message: string }): void;
  close(): Promise<void>;
}

type LoggedEvent = Parameters<RunLog["write"]>[0];

/** Opens the logs of an attempt, empty; `logs/<id>.log` becomes this attempt's text log. */
export async function openRunLog(paths: ChantPaths, record: RunRecord, now: () => Date): Promise<RunLog> {
  const at = runPaths(paths, record);
  await mkdir(at.logs, { recursive: true, mode: 0o700 });
  const [text, events] = await Promise.all([open(at.text_log, "w", 0o600), open(at.event_log, "w", 0o600)]);
  await pointLatest(at.latest_log, join(record.spec_id, basename(at.text_log)));
  let writing: Promise<unknown> = Promise.resolve();
  return {
    write(event) {
      const time = now();
      writing = writing.then(() =>
        Promise.all([append(text, toText(event, time)), append(events, toJson(event, time))]),
      );
    },
    async close() {
      await writing;
      await Promise.all([text.close(), events.close()]);
    },
  };
}

async function pointLatest(link: string, target: string): Promise<void> {
  await rm(link, { force: true });
  await symlink(target, link).catch(() => undefined);
}

async function append(file: FileHandle, text: string): Promise<void> {
  if (text !== "") await file.appendFile(text).catch(() => undefined);
}

function toJson(event: LoggedEvent, time: Date): string {
  return `${JSON.stringify({ at: time.toISOString(), ...event })}\n`;
}

function toText(event: LoggedEvent, time: Date): string {
  const clock = time.toTimeString().slice(0, 8);
  const lines = textOf(event).split("\n");
  return lines.map((line) => (line === "" ? "" : `[${clock}] ${line}\n`)).join("");
}

function textOf(event: LoggedEvent): string {
  switch (event.type) {
    case "text":
      return event.text;
    case "tool_call":
      return `→ ${event.tool} ${event.summary}`;
    case "tool_result":
      return event.is_error ? `✗ ${event.summary}` : "";
    case "warning":
      return `⚠ ${event.message}`;
    case "error":
      return `✗ ${event.class}: ${event.message}`;
    case "started":
      return `Agent started${event.model === undefined ? "" : ` with ${event.model}`}`;
    case "phase":
      return `• ${event.message}`;
    default:
      return "";
  }
}
