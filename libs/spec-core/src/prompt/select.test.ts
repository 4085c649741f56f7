import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.ts";
import { parseSpec } from "../spec/parse.ts";
import { selectPrompt } from "./select.ts";

const config = resolveConfig({ layers: [{ defaults: { prompt: "mine" } }] });

test.each([
  ["the flag's before the spec's", "flagged", "prompt: own\ntype: research", "flagged"],
  ["the spec's before its type's", undefined, "prompt: own\ntype: research", "own"],
  ["that of documentation", undefined, "type: documentation", "documentation"],
  ["that of research from data", undefined, "type: research\norigin: [a.csv]", "research-analysis"],
  ["that of research without data", undefined, "type: research\norigin: []", "research-synthesis"],
  ["the default for code", undefined, "type: code", "mine"],
  ["the default for a task", undefined, "type: task", "mine"],
])("the prompt is %s", (_, flag, header, name) => {
  expect(selectPrompt({ flag, spec: parseSpec(`---\n${header}\n---\n`, { id: "a" }), config })).toBe(name);
});

test("without anything the prompt is the standard one", () => {
  const spec = parseSpec("# T\n", { id: "a" });
  expect(selectPrompt({ flag: undefined, spec, config: resolveConfig({ layers: [] }) })).toBe("standard");
});
