import { expect, test } from "vitest";
import { classifyResult } from "./error-class.ts";

const nobody = { name: undefined, sentence: "" };
const refused = { subtype: "success", terminal_reason: "api_error" };

test.each([
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
])("the service's error type %s is %s, whatever else is said", (api_error_type, expected) => {
  const message = { ...refused, api_error_type, api_error_status: 418 };
  expect(classifyResult(message, { name: "server_error", sentence: "connection lost" })).toBe(expected);
});

test.each([
  [400, "invalid_request"],
  [401, "auth"],
  [402, "quota"],
  [403, "auth"],
  [404, "invalid_request"],
  [408, "network"],
  [413, "invalid_request"],
  [429, "rate_limit"],
  [500, "overloaded"],
  [503, "overloaded"],
  [529, "overloaded"],
])("the status %i without a known type is %s", (api_error_status, expected) => {
  expect(classifyResult({ ...refused, api_error_type: "new_error", api_error_status }, nobody)).toBe(expected);
});

test.each([
  ["connection_failed", "network"],
  ["authentication_failed", "auth"],
  ["billing_error", "quota"],
  ["rate_limit", "rate_limit"],
  ["overloaded", "overloaded"],
  ["server_error", "overloaded"],
  ["invalid_request", "invalid_request"],
  ["model_not_found", "invalid_request"],
])("claude's own name %s is %s, in the result or before it", (name, expected) => {
  expect(classifyResult({ ...refused, api_error: name }, nobody)).toBe(expected);
  expect(classifyResult({ ...refused, api_error_status: null }, { name, sentence: "" })).toBe(expected);
});

test("the name in the result counts more than the one before it", () => {
  const message = { ...refused, api_error: "connection_failed" };
  expect(classifyResult(message, { name: "server_error", sentence: "" })).toBe("network");
});

test.each([
  ["Not logged in · Please run /login", "auth"],
  ["Invalid API key", "auth"],
  ["OAuth token has expired", "auth"],
  ["Claude AI usage limit reached", "quota"],
  ["Your credit balance is too low", "quota"],
  ["Connection error.", "network"],
  ["Request timed out", "network"],
  ["getaddrinfo EAI_AGAIN api.example.com", "network"],
  ["getaddrinfo ENOTFOUND api.example.com", "network"],
  ["something new", "crash"],
])("the bare sentence %j is %s", (sentence, expected) => {
  expect(classifyResult(refused, { name: "unknown", sentence })).toBe(expected);
  expect(classifyResult({ subtype: "success" }, { name: undefined, sentence })).toBe(expected);
});

test.each([{ subtype: "error_max_turns" }, { subtype: "success", terminal_reason: "completed" }, {}])(
  "a sentence counts only where the request failed, not in %j",
  (message) => {
    expect(classifyResult(message, { name: "rate_limit", sentence: "Not logged in" })).toBe("crash");
  },
);

test("P9: a used-up budget is a quota", () => {
  expect(classifyResult({ subtype: "error_max_budget_usd" }, nobody)).toBe("quota");
});
