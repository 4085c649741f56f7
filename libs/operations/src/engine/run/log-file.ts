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

/** Opens the logs of an attempt, empty for its first try; `logs/<id>.log` becomes this attempt's text log. */
export async function openRunLog(paths: ChantPaths, record: RunRecord, now: () => Date): Promise<RunLog> {
  const at = runPaths(paths, record);
  await mkdir(at.logs, { recursive: true, mode: 0o700 });
  const flags = record.retries === undefined ? "w" : "a";
  const [text, events] = await Promise.all([open(at.text_log, flags, 0o600), open(at.event_log, flags, 0o600)]);
  await pointLatest(at.latest_log, join(record.spec_id, basename(at.text_log)));
  const [textFile, eventFile] = [createAppender(text), createAppender(events)];
  return {
    write(event) {
      const time = now();
      textFile.append(toText(event, time));
      eventFile.append(toJson(event, time));
    },
    async close() {
      await Promise.all([textFile.close(), eventFile.close()]);
    },
  };
}

/** Appends in the background; what comes while a write is under way goes out in the next one: agents can be chatty. */
function createAppender(file: FileHandle) {
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  const writeAll = async () => {
    while (waiting.length > 0) {
      const text = waiting.join("");
      waiting = [];
      await file.appendFile(text).catch(() => undefined);
    }
    writing = undefined;
  };
  return {
    append(text: string) {
      if (text === "") return;
      waiting.push(text);
      writing ??= writeAll();
    },
    async close() {
      await writing;
      await file.close();
    },
  };
}

async function pointLatest(link: string, target: string): Promise<void> {
  await rm(link, { force: true });
  await symlink(target, link).catch(() => undefined);
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
