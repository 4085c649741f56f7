import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AgentEvent } from "../agent-event.ts";
import { createClaudeParser } from "./events.ts";

/** What a recorded run tells, by its output lines and its exit code. */
async function replay(name: string, code: number | undefined): Promise<readonly AgentEvent[]> {
  const text = await readFile(new URL(`./__fixtures__/${name}.jsonl`, import.meta.url), "utf8");
  const parser = createClaudeParser();
  return [...text.split("\n").flatMap((line) => parser.line(line, "stdout")), ...parser.end({ code })];
}

const session = "00000000-0000-4000-8000-000000000001";
const nothingUsed = {
  type: "usage",
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_creation_tokens: 0,
  cost_usd: 0,
  turns: 1,
};
const started = { type: "started", model: "claude-opus-5-5", session };
const command =
  "echo hello > hello.txt && git add hello.txt && git commit -qm 'add hello' && git log --oneline | wc -l";

test("a successful run tells its model, texts, tools, usage, cost and result", async () => {
  expect(await replay("success", 0)).toEqual([
    { type: "started", model: "claude-sonnet-4-5", session },
    { type: "text", text: "I will create the file." },
    { type: "tool_call", tool: "Bash", summary: command },
    { type: "tool_result", summary: "2", is_error: false },
    { type: "text", text: "Next a command that fails." },
    { type: "tool_call", tool: "Bash", summary: "ls /project/missing" },
    {
      type: "tool_result",
      summary: "Exit code 2 ls: cannot access '/project/missing': No such file or directory",
      is_error: true,
    },
    { type: "text", text: "Done: hello.txt is committed." },
    { ...nothingUsed, input_tokens: 3600, output_tokens: 240, cost_usd: 0.0144, turns: 3 },
    { type: "result", text: "Done: hello.txt is committed.", is_error: false },
  ]);
});

test("a run that reached its number of turns is a crash of its own, with what it cost", async () => {
  const message = "Reached maximum number of turns (1)";
  expect(await replay("max-turns", 1)).toEqual([
    started,
    { type: "text", text: "I will create the file." },
    { type: "tool_call", tool: "Bash", summary: command },
    { type: "tool_result", summary: "2", is_error: false },
    { type: "error", class: "crash", message },
    { ...nothingUsed, input_tokens: 1200, output_tokens: 80, cost_usd: 0.0064, turns: 2 },
    { type: "result", text: message, is_error: true },
  ]);
});

const refusals: readonly (readonly [string, string, string, string | undefined])[] = [
  ["401", "auth", "Invalid API key · Fix external API key", "authentication_failed (401), retry 1 of 1"],
  ["429", "rate_limit", "API Error: Request rejected (429) · scripted 429", "rate_limit (429), retry 1 of 1"],
  [
    "529",
    "overloaded",
    "API Error: 529 scripted 529. This is a server-side issue, usually temporary — try again in a moment. " +
      "If it persists, check your inference gateway (gateway.example).",
    "overloaded (529), retry 1 of 1",
  ],
  [
    "refused",
    "network",
    "API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)",
    "unknown (null), retry 1 of 1",
  ],
  ["not-logged-in", "auth", "Not logged in · Please run /login", undefined],
];

test.each(refusals)("the failed run %s has the error class %s, told once", async (name, kind, message, warning) => {
  expect(await replay(name, 1)).toEqual([
    started,
    ...(warning === undefined ? [] : [{ type: "warning", message: warning }]),
    { type: "error", class: kind, message },
    nothingUsed,
    { type: "result", text: message, is_error: true },
  ]);
});

test("a session that does not exist is a crash with claude's words", async () => {
  const message = "No conversation found with session ID: 00000000-0000-4000-8000-000000000000";
  expect(await replay("unknown-session", 1)).toEqual([
    { type: "error", class: "crash", message },
    { ...nothingUsed, turns: 0 },
    { type: "result", text: message, is_error: true },
  ]);
});

test("an exit code without a report is a crash that quotes the last error line", () => {
  const parser = createClaudeParser();
  expect(parser.line("first", "stderr")).toEqual([{ type: "warning", message: "first" }]);
  expect(parser.line("out of memory", "stderr")).toEqual([{ type: "warning", message: "out of memory" }]);
  expect(parser.line("  ", "stderr")).toEqual([]);
  expect(parser.end({ code: 1 })).toEqual([
    { type: "error", class: "crash", message: "claude exited with code 1: out of memory" },
  ]);
});

test("an end without a report and without an error is a warning", () => {
  const parser = createClaudeParser();
  parser.line('{"type":"system","subtype":"init"}', "stdout");
  expect(parser.end({ code: 0 })).toEqual([{ type: "warning", message: "claude ended without its closing report" }]);
});

test.each([0, undefined])("a silent end with code %s says nothing", (code) => {
  expect(createClaudeParser().end({ code })).toEqual([]);
});

test("a line that is no object is text, an unknown kind of message is nothing", () => {
  const parser = createClaudeParser();
  expect(parser.line("plain words", "stdout")).toEqual([{ type: "text", text: "plain words" }]);
  expect(parser.line('{"type":"assis', "stdout")).toEqual([{ type: "text", text: '{"type":"assis' }]);
  expect(parser.line("[1]", "stdout")).toEqual([{ type: "text", text: "[1]" }]);
  expect(parser.line('{"type":"stream_event","event":{}}', "stdout")).toEqual([]);
});

test("an init message without a model or session is a start without them", () => {
  const line = '{"type":"system","subtype":"init","model":7}';
  expect(createClaudeParser().line(line, "stdout")).toEqual([{ type: "started" }]);
});

test.each([
  [{ file_path: "/project/a.txt", content: "x" }, "/project/a.txt"],
  [{ command: "ls  -l\n  | wc", description: "Count" }, "ls -l | wc"],
  [{ pattern: "*.ts", path: "." }, "*.ts"],
  [{ url: "https://example.com" }, "https://example.com"],
  [{ description: "Look around", prompt: "x" }, "Look around"],
  [{ todos: [1] }, '{"todos":[1]}'],
  [undefined, "{}"],
])("the tool input %j is summed up as %j", (input, summary) => {
  const content = [
    { type: "tool_use", name: "Tool", input },
    { type: "thinking", thinking: "x" },
  ];
  const line = JSON.stringify({ type: "assistant", message: { content } });
  expect(createClaudeParser().line(line, "stdout")).toEqual([{ type: "tool_call", tool: "Tool", summary }]);
});

test("a tool's result in parts is one summary, cut to 300 characters", () => {
  const parts = [
    { type: "text", text: "a\n\nb" },
    { type: "image", source: {} },
    { type: "text", text: "x".repeat(400) },
  ];
  const content = [{ type: "tool_result", content: parts }];
  const line = JSON.stringify({ type: "user", message: { content } });
  expect(createClaudeParser().line(line, "stdout")).toEqual([
    { type: "tool_result", summary: `a b (image) ${"x".repeat(287)}…`, is_error: false },
  ]);
});

test("what the model writes about errors is text, never an error", () => {
  const content = [{ type: "text", text: "API Error: 401 authentication_error, please run /login" }];
  const line = JSON.stringify({ type: "assistant", message: { content } });
  const [event] = createClaudeParser().line(line, "stdout");
  expect(event).toEqual({ type: "text", text: "API Error: 401 authentication_error, please run /login" });
});

test("no message of whatever form stops the parser", () => {
  const type = fc.constantFrom("system", "assistant", "user", "result", "other");
  const part = fc.record({
    type: fc.constantFrom("text", "tool_use", "tool_result"),
    content: fc.jsonValue(),
    input: fc.jsonValue(),
  });
  const content = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(part, fc.jsonValue())));
  const message = fc.record({
    type,
    subtype: fc.constantFrom("init", "api_retry", "success", null),
    message: fc.oneof(fc.jsonValue(), fc.record({ content })),
    usage: fc.jsonValue(),
    errors: fc.jsonValue(),
    is_error: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const parser = createClaudeParser();
      const events = messages.flatMap((one) => parser.line(JSON.stringify(one), "stdout"));
      const results = messages.filter((one) => one.type === "result");
      expect(events.filter((event) => event.type === "result")).toHaveLength(results.length);
      const failed = results.some((one) => one.is_error);
      expect(parser.end({ code: 1 })).toHaveLength(failed ? 0 : 1);
    }),
  );
});
