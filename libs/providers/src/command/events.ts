import { cut, type AgentEvent } from "../agent-event.ts";
import type { AgentParser } from "../provider.ts";

/**
 * Reads the output of any program: lines are text, its error output warnings. A line that is a JSON object of type `usage`,
 * `error` or `started` counts as that event, so that a script can report cost or a rate limit.
 */
export function createCommandParser(program: string): AgentParser {
  let failed = false;
  return {
    line(line, stream) {
      if (line.trim() === "") return [];
      if (stream === "stderr") return [{ type: "warning", message: cut(line, 2000) }];
      const event = reported(line);
      failed ||= event?.type === "error";
      return [event ?? { type: "text", text: line }];
    },
    end({ code }) {
      if (failed || code === 0 || code === undefined) return [];
      const missing = code === 126 || code === 127;
      const message = missing ? `${program} could not be run.` : `${program} exited with code ${code}.`;
      return [{ type: "error", class: missing ? "provider_unavailable" : "crash", message }];
    },
  };
}

const classes = /^(?:auth|rate_limit|overloaded|network|quota|invalid_request|timeout|crash|provider_unavailable)$/;

function reported(line: string): AgentEvent | undefined {
  if (!line.startsWith('{"type":')) return undefined;
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    if (value["type"] === "error" && classes.test(String(value["class"]))) {
      return { type: "error", class: value["class"] as "crash", message: cut(String(value["message"] ?? ""), 500) };
    }
    if (value["type"] === "started" && typeof value["model"] === "string") return { type: "started", model: value["model"] };
    const { input_tokens, output_tokens, cost_usd } = value;
    if (value["type"] !== "usage" || typeof input_tokens !== "number" || typeof output_tokens !== "number") return undefined;
    return { type: "usage", input_tokens, output_tokens, ...(typeof cost_usd === "number" ? { cost_usd } : {}) };
  } catch {
    return undefined;
  }
}
