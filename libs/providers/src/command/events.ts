import { errorClasses, type AgentEvent } from "../agent-event.ts";
import { cut } from "../cut.ts";
import { judgeExit } from "../judge-exit.ts";
import type { AgentParser } from "../provider.ts";

/**
 * Reads the output of any program: lines are text, its error output warnings. A line that is one of our events as a JSON
 * object counts as that event, so that a script can report cost or a rate limit.
 */
export function createCommandParser(program: string): AgentParser {
  let failed = false;
  let lastWarning: string | undefined;
  return {
    line(line, stream) {
      if (line.trim() === "") return [];
      if (stream === "stderr") {
        lastWarning = cut(line, 2000);
        return [{ type: "warning", message: lastWarning }];
      }
      const event = parseEvent(line);
      failed ||= event?.type === "error";
      return [event ?? { type: "text", text: line }];
    },
    end: (exit) => (failed ? [] : judgeExit(exit, { program, said: lastWarning })),
  };
}

type Kind = "text" | "number" | "boolean" | "class";

/** The fields of the events that a program may report; a `?` marks one that may be missing. */
const shapes: Readonly<Record<string, Readonly<Record<string, Kind | `${Kind}?`>>>> = {
  started: { model: "text?", session: "text?" },
  text: { text: "text" },
  tool_call: { tool: "text", summary: "text" },
  tool_result: { summary: "text", is_error: "boolean" },
  usage: {
    input_tokens: "number",
    output_tokens: "number",
    cache_read_tokens: "number?",
    cache_creation_tokens: "number?",
    cost_usd: "number?",
    turns: "number?",
  },
  warning: { message: "text" },
  error: { class: "class", message: "text", retry_after_s: "number?" },
  result: { text: "text", is_error: "boolean" },
};

function parseEvent(line: string): AgentEvent | undefined {
  const value = parseObject(line);
  const type = value?.["type"];
  const shape = typeof type === "string" && Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  if (value === undefined || shape === undefined) return undefined;
  const event: Record<string, unknown> = { type };
  for (const [name, kind] of Object.entries(shape)) {
    const given = value[name];
    if (given === undefined && kind.endsWith("?")) continue;
    if (!isOfKind(given, kind)) return undefined;
    event[name] = given;
  }
  return event as AgentEvent;
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

const kinds: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number" && value >= 0,
  boolean: (value) => typeof value === "boolean",
  class: (value) => (errorClasses as readonly unknown[]).includes(value),
};

function isOfKind(value: unknown, kind: Kind | `${Kind}?`): boolean {
  return kinds[kind.replace("?", "") as Kind](value);
}
