import type { AgentEvent } from "../agent-event.ts";
import { cut } from "../cut.ts";
import { judgeExit } from "../judge-exit.ts";
import type { AgentParser } from "../provider.ts";
import { classifyResult } from "./error-class.ts";

type Json = Readonly<Record<string, unknown>>;

/** Reads Claude Code's `--output-format stream-json`: one JSON object a line. */
export function createClaudeParser(): AgentParser {
  let progress: "silent" | "speaking" | "ended" = "silent";
  let failed = false;
  let lastWarning: string | undefined;
  let lastError: unknown;
  return {
    line(line, stream) {
      if (line.trim() === "") return [];
      if (stream === "stderr") {
        lastWarning = cut(line, 2000);
        return [{ type: "warning", message: lastWarning }];
      }
      const message = parseObject(line);
      if (message === undefined) return [{ type: "text", text: cut(line, 10_000) }];
      if (message["type"] === "assistant") lastError = message["error"];
      const events = message["type"] === "result" ? readResult(message, lastError) : readMessage(message);
      failed ||= events.some((event) => event.type === "error");
      if (progress !== "ended") progress = message["type"] === "result" ? "ended" : "speaking";
      return events;
    },
    end(exit) {
      if (failed) return [];
      if (exit.code !== 0) return judgeExit(exit, { program: "claude", said: lastWarning });
      return progress === "speaking" ? [{ type: "warning", message: "claude ended without its closing report" }] : [];
    },
  };
}

function parseObject(line: string): Json | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}

const readers: ReadonlyMap<unknown, (message: Json) => AgentEvent[]> = new Map([
  ["system", readSystem],
  ["assistant", readAssistant],
  ["user", (message: Json) => contentOf(message).flatMap(toToolResult)],
]);

/** Kinds of messages that are not known tell nothing: they are the program's own affair. */
function readMessage(message: Json): AgentEvent[] {
  return readers.get(message["type"])?.(message) ?? [];
}

function readSystem(message: Json): AgentEvent[] {
  const { subtype, model, session_id: session } = message;
  if (subtype === "init") return [{ type: "started", ...textField("model", model), ...textField("session", session) }];
  if (subtype !== "api_retry") return [];
  const { error, error_status: status, attempt, max_retries: limit } = message;
  const warning = `${String(error)} (${String(status)}), retry ${String(attempt)} of ${String(limit)}`;
  return [{ type: "warning", message: warning }];
}

/** Claude's own account of an API error comes as the model's text too; the result says it once more. */
function readAssistant(message: Json): AgentEvent[] {
  const isAccount = message["is_api_error_message"] === true || message["error"] !== undefined;
  return isAccount ? [] : contentOf(message).flatMap(toAssistantEvent);
}

function readResult(message: Json, lastError: unknown): AgentEvent[] {
  const isError = message["is_error"] === true;
  const text = resultText(message);
  const kind = classifyResult(message, { name: lastError, sentence: text });
  const error: AgentEvent = { type: "error", class: kind, message: cut(text, 500) };
  return [...(isError ? [error] : []), toUsage(message), { type: "result", text, is_error: isError }];
}

function resultText({ result, errors, subtype }: Json): string {
  if (typeof result === "string") return result;
  if (Array.isArray(errors) && errors.length > 0) return errors.map(String).join("; ");
  return String(subtype ?? "");
}

function contentOf(message: Json): readonly Json[] {
  return toParts((message["message"] as Json | undefined)?.["content"]);
}

function toParts(content: unknown): readonly Json[] {
  return Array.isArray(content)
    ? content.filter((part): part is Json => typeof part === "object" && part !== null)
    : [];
}

function toAssistantEvent(part: Json): AgentEvent[] {
  if (part["type"] === "text") return [{ type: "text", text: String(part["text"]) }];
  if (part["type"] !== "tool_use") return [];
  const input = (part["input"] ?? {}) as Json;
  const named = ["command", "file_path", "pattern", "url", "description"].map((key) => input[key]);
  const subject = named.find((value) => typeof value === "string") ?? JSON.stringify(input);
  return [{ type: "tool_call", tool: String(part["name"]), summary: toSummary(String(subject)) }];
}

function toToolResult(part: Json): AgentEvent[] {
  if (part["type"] !== "tool_result") return [];
  const { content } = part;
  const parts = toParts(content).map(({ type, text }) => String(text ?? `(${String(type)})`));
  const text = typeof content === "string" ? content : parts.join(" ");
  return [{ type: "tool_result", summary: toSummary(text), is_error: part["is_error"] === true }];
}

function toSummary(text: string): string {
  return cut(text.slice(0, 2000).replaceAll(/\s+/g, " ").trim(), 300);
}

function toUsage(message: Json): AgentEvent {
  const usage = (message["usage"] ?? {}) as Json;
  return {
    type: "usage",
    input_tokens: toNumber(usage["input_tokens"]),
    output_tokens: toNumber(usage["output_tokens"]),
    cache_read_tokens: toNumber(usage["cache_read_input_tokens"]),
    cache_creation_tokens: toNumber(usage["cache_creation_input_tokens"]),
    // Sums of floating-point prices: millionths are more than exact.
    cost_usd: Math.round(toNumber(message["total_cost_usd"]) * 1e6) / 1e6,
    turns: toNumber(message["num_turns"]),
  };
}

function toNumber(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function textField<Key extends string>(key: Key, value: unknown): { readonly [K in Key]?: string } {
  return (typeof value === "string" ? { [key]: value } : {}) as { readonly [K in Key]?: string };
}
