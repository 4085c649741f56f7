import { join } from "node:path";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { readAttemptEvents } from "./attempt-events.ts";

async function read(...lines: readonly (object | string)[]) {
  const text = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
  const dir = await testDir({ "1.jsonl": text }, onTestFinished);
  return readAttemptEvents(join(dir.path, "1.jsonl"));
}

const call = (tool: string, summary = "") => ({ type: "tool_call", tool, summary });
const at = (time: string) => ({ at: `2026-01-22T15:30:${time}Z` });

test("calls are counted by tool, and the last five are kept with whether they failed", async () => {
  const calls = ["1", "2", "3", "4"].map((name) => call("Bash", name));
  const failed = { type: "tool_result", summary: "", is_error: true };
  const passed = { type: "tool_result", summary: "", is_error: false };
  const { tools, last_actions } = await read(call("Edit"), passed, ...calls, failed, call("Read", "5"), passed);
  expect(tools).toEqual([
    { tool: "Bash", calls: 4 },
    { tool: "Edit", calls: 1 },
    { tool: "Read", calls: 1 },
  ]);
  expect(last_actions.map(({ summary, failed: wrong }) => [summary, wrong])).toEqual([
    ["1", false],
    ["2", false],
    ["3", false],
    ["4", true],
    ["5", false],
  ]);
});

test("words are no errors: only what the program reports is one, and the time is that of the events", async () => {
  const { errors, seconds, last_actions } = await read(
    { ...at("00.000"), type: "text", text: "error: everything failed" },
    "{ half a li",
    "",
    { ...at("12.400"), type: "error", class: "quota", message: "no money" },
    { type: "tool_result", summary: "", is_error: true },
  );
  expect(errors).toEqual([{ class: "quota", message: "no money" }]);
  expect(seconds).toBe(12);
  expect(last_actions).toEqual([]);
});

test("a log that is not there tells nothing", async () => {
  const nothing = { tools: [], last_actions: [], errors: [], seconds: 0 };
  expect(await readAttemptEvents("/nowhere/1.jsonl")).toEqual(nothing);
  expect(await read()).toEqual(nothing);
});
