/** Why an agent could not do its work, from what its program reports, never from what its model writes. */
export const errorClasses = [
  "auth",
  "rate_limit",
  "overloaded",
  "network",
  "quota",
  "invalid_request",
  "timeout",
  "crash",
  "provider_unavailable",
] as const;

export type ErrorClass = (typeof errorClasses)[number];

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
  | {
      readonly type: "error";
      readonly class: ErrorClass;
      readonly message: string;
      /** Seconds until another attempt makes sense. */
      readonly retry_after_s?: number;
    }
  | { readonly type: "result"; readonly text: string; readonly is_error: boolean };
