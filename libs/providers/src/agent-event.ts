/** Why an agent could not do its work, from what its program reports, never from what its model writes. */
export type ErrorClass =
  | "auth"
  | "rate_limit"
  | "overloaded"
  | "network"
  | "quota"
  | "invalid_request"
  | "timeout"
  | "crash"
  | "provider_unavailable";

/** What agents tell, in one vocabulary. */
export type AgentEvent =
  | { readonly type: "started"; readonly model?: string; readonly session?: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_call"; readonly tool: string; readonly summary: string }
  | { readonly type: "tool_result"; readonly summary: string; readonly is_error: boolean }
  | {
      readonly type: "usage";
      readonly input_tokens: number;
      readonly output_tokens: number;
      readonly cache_read_tokens?: number;
      readonly cache_creation_tokens?: number;
      readonly cost_usd?: number;
      readonly turns?: number;
    }
  | { readonly type: "warning"; readonly message: string }
  | { readonly type: "error"; readonly class: ErrorClass; readonly message: string }
  | { readonly type: "result"; readonly text: string; readonly is_error: boolean };

/** A text cut to a number of characters, never in the middle of one. */
export function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
