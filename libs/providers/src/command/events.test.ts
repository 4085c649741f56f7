import { expect, test } from "vitest";
import { createCommandParser } from "./events.ts";

const read = (line: string) => createCommandParser("agent").line(line, "stdout");

test("a line of output is text as it is, a blank one is nothing", () => {
  expect(read("  some words ")).toEqual([{ type: "text", text: "  some words " }]);
  expect(read(" \t")).toEqual([]);
});

test.each([
  { type: "started", model: "m", session: "s" },
  { type: "started" },
  { type: "text", text: "t" },
  { type: "tool_call", tool: "Bash", summary: "ls" },
  { type: "tool_result", summary: "ok", is_error: false },
  { type: "usage", input_tokens: 1, output_tokens: 2, cache_read_tokens: 3, cache_creation_tokens: 4, cost_usd: 0.5 },
  { type: "usage", input_tokens: 0, output_tokens: 0, turns: 7 },
  { type: "warning", message: "w" },
  { type: "error", class: "rate_limit", message: "later", retry_after_s: 30 },
  { type: "result", text: "done", is_error: true },
])("the event %j is read from a line of JSON, without fields that it does not have", (event) => {
  expect(read(` ${JSON.stringify({ ...event, extra: 1 })}`)).toEqual([event]);
});

test.each([
  { type: "unknown" },
  { type: "constructor" },
  { type: 7 },
  { text: "t" },
  { type: "text" },
  { type: "text", text: 1 },
  { type: "usage", input_tokens: -1, output_tokens: 0 },
  { type: "usage", input_tokens: 1 },
  { type: "usage", input_tokens: 1, output_tokens: 1, cost_usd: "0.5" },
  { type: "error", class: "made_up", message: "m" },
  { type: "error", class: "auth", message: "m", retry_after_s: null },
  { type: "result", text: "t", is_error: "no" },
])("the object %j is no event but text", (value) => {
  const line = JSON.stringify(value);
  expect(read(line)).toEqual([{ type: "text", text: line }]);
});

test.each(["{", "null", "[]", '"text"', '{"type":"text","text":"t"} and more'])("the line %s is text", (line) => {
  expect(read(line)).toEqual([{ type: "text", text: line }]);
});

test("an event on the error output is a warning, cut to 2000 characters", () => {
  const parser = createCommandParser("agent");
  const line = '{"type":"text","text":"t"}';
  expect(parser.line(line, "stderr")).toEqual([{ type: "warning", message: line }]);
  expect(parser.line("x".repeat(3000), "stderr")).toEqual([{ type: "warning", message: `${"x".repeat(1999)}…` }]);
});

test.each([
  [0, []],
  [undefined, []],
  [3, [{ type: "error", class: "crash", message: "agent exited with code 3" }]],
  [126, [{ type: "error", class: "provider_unavailable", message: "agent could not be run" }]],
  [127, [{ type: "error", class: "provider_unavailable", message: "agent could not be run" }]],
  [143, [{ type: "error", class: "crash", message: "agent was ended by signal 15" }]],
])("the exit code %s means %j", (code, expected) => {
  expect(createCommandParser("agent").end({ code })).toEqual(expected);
});

test("a crash quotes the last line of the error output", () => {
  const parser = createCommandParser("agent");
  parser.line("first", "stderr");
  parser.line("last words", "stderr");
  parser.line("output", "stdout");
  const message = "agent exited with code 1: last words";
  expect(parser.end({ code: 1 })).toEqual([{ type: "error", class: "crash", message }]);
});

test("a program that told its error has no second one by its exit code", () => {
  const parser = createCommandParser("agent");
  parser.line('{"type":"error","class":"auth","message":"m"}', "stdout");
  expect(parser.end({ code: 1 })).toEqual([]);
});
