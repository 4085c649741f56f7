import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isChantError } from "../errors/chant-error.ts";
import { parseSpec } from "./parse.ts";
import { parseTemplate, renderTemplate } from "./template.ts";

const source = `---
name: bug-fix
description: A bug
variables:
  - name: issue
    description: What is broken
    required: true
  - name: where
    required: true
  - name: team
    default: core
type: task
labels: [bug, "{{team}}"]
target_files: ["src/{{where}}.ts"]
context: "{{where}}.md"
prompt: "{{team}}"
---

# Fix {{issue}}

In {{where}} by {{team}}, see {{other}} and {{ team }}.
`;
const template = parseTemplate(source, { file: "bug-fix.md" });

/** What a function throws. */
function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("a template is read with its variables and defaults", () => {
  expect(template).toMatchObject({ name: "bug-fix", description: "A bug" });
  expect(template.variables).toEqual([
    { name: "issue", description: "What is broken", required: true, default: undefined },
    { name: "where", description: undefined, required: true, default: undefined },
    { name: "team", description: undefined, required: false, default: "core" },
  ]);
  expect(template.defaults).toEqual({
    type: "task",
    labels: ["bug", "{{team}}"],
    target_files: ["src/{{where}}.ts"],
    context: ["{{where}}.md"],
    prompt: "{{team}}",
  });
});

test("a spec has the values in its body and lists, and not in type and prompt", () => {
  const { text, unknown } = renderTemplate({ template, values: { issue: "login", where: "auth" } });
  const spec = parseSpec(text, { id: "001" });
  expect(spec.readable).toBe(true);
  expect(spec.title).toBe("Fix login");
  expect(spec.frontmatter).toEqual({
    type: "task",
    status: "pending",
    labels: ["bug", "core"],
    target_files: ["src/auth.ts"],
    context: ["auth.md"],
    prompt: "{{team}}",
  });
  expect(spec.body).toContain("In auth by core, see {{other}} and {{ team }}.\n");
  expect(unknown).toEqual(["other"]);
});

test("F16: no value can break the header or add a key to it", () => {
  const nasty = [
    "a\"b'c",
    "a: b",
    "x # y",
    "one\nstatus: completed",
    "one\n---\nstatus: completed\n---\n",
    "one\r\n---\r\nstatus: completed",
    "\r---\r",
    "]\nstatus: completed",
    "- a",
    "&a *b !c",
    "%YAML",
    "\u2028---\u2028",
    "a\u0000b\u0007",
    " \n\n---\n...\n ",
    "yes",
    "",
  ];
  for (const value of nasty) {
    const { text } = renderTemplate({ template, values: { issue: "i", where: "w", team: value } });
    const spec = parseSpec(text, { id: "001" });
    expect(spec.findings).toEqual([]);
    expect(Object.keys(spec.unknown)).toEqual([]);
    expect(spec.frontmatter).toMatchObject({ status: "pending", labels: ["bug", value], context: ["w.md"] });
    expect(spec.title).toBe("Fix i");
  }
});

test("F13: a value is never read as a template or as a replacement pattern", () => {
  const { text } = renderTemplate({ template, values: { issue: "{{team}} $& $1", where: "{{issue}}" } });
  expect(parseSpec(text, { id: "001" }).title).toBe("Fix {{team}} $& $1");
  expect(text).toContain("In {{issue}} by core");
});

test("every missing variable is named at once, and empty text is no value", () => {
  const error = thrown(() => renderTemplate({ template, values: { where: "" } }));
  expect(isChantError(error) && error).toMatchObject({
    code: "INPUT_MISSING",
    message: 'The template "bug-fix" needs a value for issue (What is broken), where.',
    details: { missing: ["issue", "where"] },
  });
});

test("what chant knows fills in where neither user nor template has a value", () => {
  const text = `---
name: t
variables: [{ name: description, required: true }, { name: date, default: never }]
---
{{description}} {{date}} {{id}} {{constructor}}`;
  const dated = parseTemplate(text, { file: "t.md" });
  const builtins = { description: "Do it", date: "2026-01-01", id: "001" };
  const { text: made, unknown } = renderTemplate({ template: dated, values: { id: "mine" }, builtins });
  expect(made).toBe("---\ntype: code\nstatus: pending\n---\n\nDo it never mine {{constructor}}\n");
  expect(unknown).toEqual(["constructor"]);
});

test("given fields win over the template's", () => {
  const approval = { required: true, status: "pending" } as const;
  const values = { issue: "i", where: "w" };
  const { text } = renderTemplate({ template, values, fields: { prompt: "tdd", approval } });
  expect(parseSpec(text, { id: "001" }).frontmatter).toMatchObject({ prompt: "tdd", approval, type: "task" });
});

test("a template with line ends of Windows gives a spec with plain ones", () => {
  const { text } = renderTemplate({
    template: parseTemplate("---\r\nname: t\r\n---\r\n# A\r\n\r\nb\r\n", { file: "t" }),
    values: {},
  });
  expect(text).toBe("---\ntype: code\nstatus: pending\n---\n\n# A\n\nb\n");
});

test.each([
  ["name: [", "not valid YAML"],
  ["description: x", "no name"],
  ["name: '  '", "no name"],
  ["name: t\nvariables: x", "variables is not a list"],
  ["name: t\nvariables: [x]", "has no name of letters"],
  ["name: t\nvariables: [{ name: a-b }]", '"a-b"'],
  ["name: t\nvariables: [{ name: a, default: [] }]", "default of a"],
  ["name: t\nvariables: [{ name: a }, { name: a }]", "declared twice"],
  ["name: t\nlabels: [{{a}}]", "put quotes around"],
])("the header %j is refused with its reason", (header, reason) => {
  const error = thrown(() => parseTemplate(`---\n${header}\n---\n`, { file: "t.md" }));
  expect(isChantError(error) && error.code).toBe("CONFIG_INVALID");
  expect((error as Error).message).toContain(reason);
});

test("V4: whatever the values are, they are filled in once and add nothing to the header", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("{{team}}", "{{issue}}", "a\nstatus: completed", "---", "- x", "[a]", "$&", "{{where}}\n---\nx: 1"),
  );
  fc.assert(
    fc.property(value, value, value, (issue, where, team) => {
      fc.pre(issue !== "" && where !== "");
      const { text } = renderTemplate({ template, values: { issue, where, team } });
      const spec = parseSpec(text, { id: "001" });
      expect(Object.keys(spec.frontmatter).sort()).toEqual([
        "context",
        "labels",
        "prompt",
        "status",
        "target_files",
        "type",
      ]);
      expect(Object.keys(spec.unknown)).toEqual([]);
      expect(spec.frontmatter).toMatchObject({ status: "pending", labels: ["bug", team], context: [`${where}.md`] });
      const lines = (part: string) => part.replaceAll("\r\n", "\n");
      expect(spec.body).toContain(lines(`In ${where} by ${team}, see {{other}} and {{ team }}.`));
    }),
  );
});

test("F16: everything that a template renders is read without a finding of the parser", () => {
  const word = fc.constantFrom(
    "{{a}}",
    "{{b}}",
    "x: y",
    "# z",
    "'",
    '"',
    "-",
    "{",
    "[",
    "&",
    "*",
    "!",
    "%",
    "|",
    ">",
    "@",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), fc.string(), fc.string(), (words, a, b) => {
      const header = JSON.stringify({ name: "t", labels: [words.join(" ")], context: words, type: "code" });
      const given = parseTemplate(`---\n${header}\n---\n# T {{a}}\n`, { file: "t" });
      const { text } = renderTemplate({ template: given, values: { a, b } });
      expect(parseSpec(text, { id: "001" }).findings.filter(({ code }) => code !== "PARSE_CONFLICT_MARKERS")).toEqual(
        [],
      );
    }),
  );
});
