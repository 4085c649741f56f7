import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Prompt } from "./parse.ts";
import { renderPrompt } from "./render.ts";

const prompt = (body: string): Prompt => ({ name: "p", purpose: undefined, extends: undefined, commits: true, body });

const render = (bodies: readonly string[], extensions: readonly string[] = [], variables = {}) =>
  renderPrompt({ chain: bodies.map(prompt), extensions: extensions.map(prompt), variables });

test("variables are filled in, with and without blanks, as often as they stand there", () => {
  const variables = { "spec.id": "a", spec: "whole" };
  expect(render(["{{spec.id}} {{ spec.id }} {{spec}}"], [], variables)).toEqual({ text: "a a whole", unknown: [] });
});

test("names that are no variables stay and are reported once", () => {
  expect(render(["{{spec.nope}} {{x}} {{x}} {{toString}} {{constructor}}"])).toEqual({
    text: "{{spec.nope}} {{x}} {{x}} {{toString}} {{constructor}}",
    unknown: ["spec.nope", "x", "constructor"],
  });
});

test("other braces are text", () => {
  expect(render(["{{ }} {x} {{a.b.c}} {{A}} ${{ x-y }}"])).toEqual({
    text: "{{ }} {x} {{a.b.c}} {{A}} ${{ x-y }}",
    unknown: [],
  });
});

test("V4: text from a spec is never read as a template", () => {
  const variables = { spec: "{{secret}} {{> parent}} $& $1", secret: "no" };
  expect(render(["{{spec}}"], [], variables).text).toBe("{{secret}} {{> parent}} $& $1");
});

test.each([
  ["where its mark stands", ["a {{> parent}} b", "P"], "a P b"],
  ["before the text without a mark", ["a", "P"], "P\n\na"],
  ["through several levels", ["a {{> parent}}", "{{> parent}} b", "c"], "a c b"],
  ["with dollar signs as they are", ["a {{> parent}}", "$& $1"], "a $& $1"],
  ["nowhere, where nothing is extended", ["a {{> parent}}"], "a {{> parent}}"],
])("a parent goes %s", (_, bodies, text) => {
  expect(render(bodies).text).toBe(text);
});

test("extensions follow, each a paragraph, with their variables", () => {
  expect(render(["a"], ["b {{x}}", "c"], { x: "1" }).text).toBe("a\n\nb 1\n\nc");
});

test("no prompt gives no text", () => {
  expect(render([])).toEqual({ text: "", unknown: [] });
});

test("V4: a prompt is filled in once, whatever the values hold", () => {
  const value = fc.oneof(fc.string(), fc.constantFrom("{{a}}", "{{ b }}", "{{> parent}}", "$&", "{{a", "}}"));
  fc.assert(
    fc.property(value, value, (a, b) => {
      const { text, unknown } = render(["<{{a}}|{{> parent}}|{{ b }}>", "[{{b}}]"], ["({{a}})"], { a, b });
      expect(text).toBe(`<${a}|[${b}]|${b}>\n\n(${a})`);
      expect(unknown).toEqual([]);
    }),
  );
});
