import { cut, type AgentEvent, type ErrorClass } from "../agent-event.ts";
import type { AgentParser } from "../provider.ts";

type Json = Readonly<Record<string, unknown>>;

/** Reads Claude Code's `--output-format stream-json`: one JSON object a line. */
export function createClaudeParser(): AgentParser {
  let failed = false;
  let ended = false;
  return {
    line(line, stream) {
      if (stream === "stderr") return line.trim() === "" ? [] : [{ type: "warning", message: cut(line, 2000) }];
      const message = parse(line);
      if (message === undefined) return line.trim() === "" ? [] : [{ type: "text", text: line }];
      const events = readers[String(message["type"])]?.(message) ?? [];
      failed ||= events.some((event) => event.type === "error");
      ended ||= message["type"] === "result";
      return events;
    },
    end({ code }) {
      if (failed || code === 0 || code === undefined) return [];
      if (code === 127 || code === 126) return [{ type: "error", class: "provider_unavailable", message: "claude could not be run." }];
      const message = `claude exited with code ${code}${ended ? "" : " before its result"}.`;
      return [{ type: "error", class: "crash", message }];
    },
  };
}

function parse(line: string): Json | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}

const readers: Readonly<Record<string, (message: Json) => AgentEvent[]>> = {
  system: (message) => {
    if (message["subtype"] === "init") return [{ type: "started", ...text("model", message["model"]), ...text("session", message["session_id"]) }];
    if (message["subtype"] !== "api_retry") return [];
    const what = `retry ${String(message["attempt"])} of ${String(message["max_retries"])}`;
    return [{ type: "warning", message: `${String(message["error"])} (${String(message["error_status"])}), ${what}` }];
  },
  // Claude's own account of an API error comes as an assistant message too; the result says it once more.
  assistant: (message) => (message["error"] === undefined ? contentOf(message).flatMap(assistantEvent) : []),
  user: (message) => contentOf(message).flatMap(toolResult),
  result: (message) => [...errorOf(message), usageOf(message), { type: "result", text: String(message["result"] ?? ""), is_error: message["is_error"] === true }],
};

function contentOf(message: Json): readonly Json[] {
  const content = (message["message"] as Json | undefined)?.["content"];
  return Array.isArray(content) ? (content as Json[]) : [];
}

function assistantEvent(part: Json): AgentEvent[] {
  if (part["type"] === "text") return [{ type: "text", text: String(part["text"]) }];
  if (part["type"] !== "tool_use") return [];
  const input = (part["input"] ?? {}) as Json;
  const subject = input["command"] ?? input["file_path"] ?? input["pattern"] ?? input["description"] ?? JSON.stringify(input);
  return [{ type: "tool_call", tool: String(part["name"]), summary: cut(String(subject).replaceAll(/\s+/g, " "), 300) }];
}

function toolResult(part: Json): AgentEvent[] {
  if (part["type"] !== "tool_result") return [];
  const content = typeof part["content"] === "string" ? part["content"] : JSON.stringify(part["content"] ?? "");
  return [{ type: "tool_result", summary: cut(content, 300), is_error: part["is_error"] === true }];
}

function usageOf(message: Json): AgentEvent {
  const usage = (message["usage"] ?? {}) as Json;
  return {
    type: "usage",
    input_tokens: number(usage["input_tokens"]),
    output_tokens: number(usage["output_tokens"]),
    cache_read_tokens: number(usage["cache_read_input_tokens"]),
    cache_creation_tokens: number(usage["cache_creation_input_tokens"]),
    cost_usd: Math.round(number(message["total_cost_usd"]) * 1e6) / 1e6,
    turns: number(message["num_turns"]),
  };
}

function errorOf(message: Json): AgentEvent[] {
  if (message["is_error"] !== true) return [];
  const said = cut(String(message["result"] ?? message["subtype"]), 500);
  return [{ type: "error", class: classOf(message), message: said }];
}

const byType: Readonly<Record<string, ErrorClass>> = {
  authentication_error: "auth",
  permission_error: "auth",
  rate_limit_error: "rate_limit",
  overloaded_error: "overloaded",
  billing_error: "quota",
  invalid_request_error: "invalid_request",
  not_found_error: "invalid_request",
  timeout_error: "network",
  api_error: "overloaded",
};

const byStatus: Readonly<Record<number, ErrorClass>> = { 401: "auth", 403: "auth", 402: "quota", 429: "rate_limit", 400: "invalid_request", 404: "invalid_request", 413: "invalid_request", 529: "overloaded" };

/** From the fields that the program sets; its sentence only for what has none. */
function classOf(message: Json): ErrorClass {
  const typed = byType[String(message["api_error_type"])];
  if (typed !== undefined) return typed;
  const status = number(message["api_error_status"]);
  if (status >= 500) return "overloaded";
  if (byStatus[status] !== undefined) return byStatus[status];
  return /Connection error|ECONNREFUSED|ENOTFOUND|fetch failed|network/i.test(String(message["result"])) ? "network" : "crash";
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function text<Key extends string>(key: Key, value: unknown): { readonly [K in Key]?: string } {
  return (typeof value === "string" ? { [key]: value } : {}) as { readonly [K in Key]?: string };
}
