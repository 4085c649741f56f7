import type { ErrorClass } from "../agent-event.ts";

type Json = Readonly<Record<string, unknown>>;

const byType: ReadonlyMap<unknown, ErrorClass> = new Map<string, ErrorClass>([
  ["authentication_error", "auth"],
  ["permission_error", "auth"],
  ["rate_limit_error", "rate_limit"],
  ["overloaded_error", "overloaded"],
  ["api_error", "overloaded"],
  ["timeout_error", "network"],
  ["billing_error", "quota"],
  ["invalid_request_error", "invalid_request"],
  ["not_found_error", "invalid_request"],
  ["request_too_large", "invalid_request"],
]);

const byStatus: ReadonlyMap<unknown, ErrorClass> = new Map<number, ErrorClass>([
  [401, "auth"],
  [402, "quota"],
  [403, "auth"],
  [408, "network"],
  [429, "rate_limit"],
]);

/** The program's own names of errors, for those that no answer of the service explains. */
const byName: ReadonlyMap<unknown, ErrorClass> = new Map<string, ErrorClass>([
  ["connection_failed", "network"],
  ["authentication_failed", "auth"],
  ["billing_error", "quota"],
  ["rate_limit", "rate_limit"],
  ["overloaded", "overloaded"],
  ["server_error", "overloaded"],
  ["invalid_request", "invalid_request"],
  ["model_not_found", "invalid_request"],
]);

/** Sentences of the program itself, for versions that give nothing else. */
const bySentence: readonly (readonly [RegExp, ErrorClass])[] = [
  [/not logged in|run \/login|invalid api key|token has expired/i, "auth"],
  [/usage limit|credit balance/i, "quota"],
  [/connection|timed out|network|\bE(?:CONN\w+|NOTFOUND|TIMEDOUT|AI_AGAIN)\b/i, "network"],
];

export interface Account {
  /** How the program called the error before its result. */
  readonly name: unknown;
  /** What the result says. */
  readonly sentence: string;
}

/** Why a failed result failed: from its fields, and from the program's sentence only where the request itself failed. */
export function classifyResult(message: Json, { name, sentence }: Account): ErrorClass {
  const { api_error_type: type, api_error_status: status, api_error: error, subtype } = message;
  const answered = byType.get(type) ?? byStatus.get(status);
  if (answered !== undefined) return answered;
  if (typeof status === "number") return status >= 500 ? "overloaded" : "invalid_request";
  if (subtype === "error_max_budget_usd") return "quota";
  if (!isRequestError(message)) return "crash";
  return byName.get(error) ?? byName.get(name) ?? matchSentence(sentence) ?? "crash";
}

function isRequestError({ terminal_reason: reason, subtype }: Json): boolean {
  return reason === "api_error" || (reason === undefined && subtype === "success");
}

function matchSentence(sentence: string): ErrorClass | undefined {
  return bySentence.find(([pattern]) => pattern.test(sentence))?.[1];
}
