import type { Config } from "@chant/core";
import { matchesPattern } from "@chant/core/derive";
import type { RunRecord } from "../run/run-record.ts";
import { counted } from "../counted.ts";

export type RetrySettings = Config["watch"]["failure"];

/**
 * What becomes of a failed spec without anybody: it is tried again; nothing but a person helps; or it just failed at its
 * work, and stays failed for whoever started it.
 */
export type RetryPlan =
  | { readonly kind: "retry"; readonly retry: number; readonly due: Date }
  | { readonly kind: "give_up"; readonly why: string }
  | { readonly kind: "leave"; readonly why: string };

/** Troubles of the provider's that pass by themselves, and those that somebody has to see to. */
const passing: ReadonlySet<string> = new Set(["rate_limit", "overloaded", "network", "timeout"]);
const permanent: ReadonlySet<string> = new Set(["auth", "quota", "invalid_request", "provider_unavailable"]);

/** Whether a run failed of something that another attempt may not meet: by its class, or by a configured pattern. */
export function isWorthRetry({ verdict, error }: RunRecord, { retryable_patterns }: RetrySettings): boolean {
  if (verdict?.outcome !== "failed") return false;
  if (passing.has(verdict.error_class ?? "")) return true;
  const said = [error === undefined ? "" : `${error.class}: ${error.message}`, verdict.message].join("\n");
  return retryable_patterns.some((pattern) => matchesPattern(pattern, said));
}

const longestMs = 60 * 60 * 1000;

/** How long a retry waits, the first one being number 0: always longer, but never more than an hour. */
export function retryDelayMs({ retry_delay_ms, backoff_multiplier }: RetrySettings, retries: number): number {
  return Math.min(retry_delay_ms * backoff_multiplier ** retries, longestMs);
}

interface Failing {
  /** The attempt that failed. It counts the retries before it: within itself, and since somebody last started the spec. */
  readonly record: RunRecord;
  readonly settings: RetrySettings;
  /** From 0 to 1: so that many do not come back at the same moment. */
  readonly chance: number;
}

/** Says when a spec that failed is tried again, or why it is not. The error of the last attempt alone counts. */
export function planRetry({ record, settings, chance }: Failing): RetryPlan {
  const { retries = 0, ended_at, started_at, error } = record;
  if (!isWorthRetry(record, settings)) return withoutRetry(record);
  if (settings.max_retries === 0) return { kind: "give_up", why: "no retries are configured" };
  if (retries >= settings.max_retries)
    return { kind: "give_up", why: `${counted(retries, "retry", "retries")} did not help` };
  const asked = (error?.retry_after_s ?? 0) * 1000;
  const delay = Math.min(Math.max(asked, retryDelayMs(settings, retries) * (1 + chance / 10)), longestMs);
  return { kind: "retry", retry: retries + 1, due: new Date(Date.parse(ended_at ?? started_at) + delay) };
}

function withoutRetry({ verdict }: RunRecord): RetryPlan {
  const why = "another attempt would end the same way";
  return { kind: permanent.has(verdict?.error_class ?? "") ? "give_up" : "leave", why };
}
