import { resolveConfig } from "@chant/core";
import { expect, test } from "vitest";
import { isWorthRetry, planRetry, retryDelayMs, type RetrySettings } from "./watch-retry.ts";
import type { RunRecord } from "../run/run-record.ts";

const settings: RetrySettings = resolveConfig({ layers: [] }).watch.failure;

function failed(patch: Partial<RunRecord>, errorClass = "crash"): RunRecord {
  const verdict = { outcome: "failed", reason: "error", message: "It failed.", error_class: errorClass };
  return { started_at: "2026-01-22T10:00:00Z", ended_at: "2026-01-22T11:00:00Z", verdict, ...patch } as RunRecord;
}

test.each([
  ["rate_limit", true],
  ["overloaded", true],
  ["network", true],
  ["timeout", true],
  ["auth", false],
  ["quota", false],
  ["crash", false],
  ["no_changes", false],
])("a failure of class %s is tried again: %s", (errorClass, expected) => {
  expect(isWorthRetry(failed({}, errorClass), settings)).toBe(expected);
});

test.each([
  ["connection refused", "crash", "connect: connection refused", true],
  ["50[23]", "crash", "HTTP 503 from the gateway", true],
  ["a (b", "crash", "says a (b here", true],
  ["rate.limit", "crash", "something else", false],
])(
  "the pattern %j counts in what the error says, as an expression or as it stands",
  (pattern, kind, message, expected) => {
    const record = failed({ error: { class: kind as "crash", message } });
    expect(isWorthRetry(record, { ...settings, retryable_patterns: [pattern] })).toBe(expected);
  },
);

test("only a failure is tried again", () => {
  const verdict = { outcome: "paused", reason: "interrupted", message: "", error_class: "timeout" } as const;
  expect(isWorthRetry(failed({ verdict }), settings)).toBe(false);
});

test("each retry waits longer than the one before, and none more than an hour", () => {
  const waits = [0, 1, 2, 3, 10, 1000].map((retries) => retryDelayMs(settings, retries) / 60_000);
  expect(waits).toEqual([1, 2, 4, 8, 60, 60]);
});

const plan = (patch: Partial<RunRecord>, chance = 0) =>
  planRetry({ record: failed(patch, "rate_limit"), settings, chance });

test("a retry is due a while after the attempt ended, a little later by chance, and not before the provider allows it", () => {
  expect(plan({})).toEqual({ kind: "retry", retry: 1, due: new Date("2026-01-22T11:01:00Z") });
  expect(plan({ retries: 2 })).toEqual({ kind: "retry", retry: 3, due: new Date("2026-01-22T11:04:00Z") });
  expect(plan({}, 1)).toMatchObject({ due: new Date("2026-01-22T11:01:06Z") });
  const error = { class: "rate_limit", message: "", retry_after_s: 600 } as const;
  expect(plan({ error })).toMatchObject({ due: new Date("2026-01-22T11:10:00Z") });
});

test("nobody tries again after the last retry, without retries, or where the last attempt failed of something else", () => {
  expect(plan({ retries: 3 })).toEqual({ kind: "give_up", why: "3 retries did not help" });
  const none = planRetry({ record: failed({}, "timeout"), settings: { ...settings, max_retries: 0 }, chance: 0 });
  expect(none).toEqual({ kind: "give_up", why: "no retries are configured" });
  const other = planRetry({ record: failed({ retries: 1 }, "auth"), settings, chance: 0 });
  expect(other).toEqual({ kind: "give_up", why: "another attempt would end the same way" });
});

test.each([
  ["auth", "give_up"],
  ["quota", "give_up"],
  ["invalid_request", "give_up"],
  ["provider_unavailable", "give_up"],
  ["crash", "leave"],
  ["no_changes", "leave"],
  ["setup", "leave"],
  [undefined, "leave"],
])("after a failure of class %s that is not tried again watch is to %s", (errorClass, kind) => {
  const record = failed({});
  const verdict = { ...record.verdict, error_class: errorClass } as RunRecord["verdict"];
  expect(planRetry({ record: { ...record, verdict } as RunRecord, settings, chance: 0 }).kind).toBe(kind);
});
