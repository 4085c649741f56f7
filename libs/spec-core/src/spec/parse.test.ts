import { expect, test } from "vitest";
import * as fc from "fast-check";
import { parseSpec } from "./parse.ts";
import { serializeSpec } from "./serialize.ts";
import type { Finding } from "./finding.ts";

const parse = (text: string) => parseSpec(text, { id: "a" });

const errorsOf = (text: string): (readonly [string | undefined, string, Finding["place"]])[] =>
  parse(text)
    .findings.filter((finding) => finding.severity === "error")
    .map(({ code, message, place }) => [code, message, place] as const);

test("a spec is read with its fields, title and body", () => {
  const text = "---\ntype: task\nstatus: failed\nlabels: [a, b]\n---\n\n# Do it\n\nWell.\n";
  expect(parse(text)).toEqual({
    id: "a",
    text,
    title: "Do it",
    frontmatter: { type: "task", status: "failed", labels: ["a", "b"] },
    unknown: Object.create(null),
    body: "\n# Do it\n\nWell.\n",
    bodyOffset: 49,
    findings: [],
    readable: true,
  });
});

test.each([
  ["CRLF", "---\r\ntype: task\r\nstatus: failed\r\n---\r\n\r\n# T\r\n", "\r\n# T\r\n"],
  ["a byte order mark", "\uFEFF---\ntype: task\nstatus: failed\n---\n# T\n", "# T\n"],
  ["no final newline", "---\ntype: task\nstatus: failed\n---\n# T", "# T"],
  ["blanks behind the fences", "---  \ntype: task\nstatus: failed\n---\t\n# T", "# T"],
  ["three dots as the closing fence", "---\ntype: task\nstatus: failed\n...\n# T", "# T"],
])("F2: %s does not change what is read", (_, text, body) => {
  const spec = parse(text);
  expect(spec.frontmatter).toEqual({ type: "task", status: "failed" });
  expect([spec.body, spec.title, spec.readable, spec.findings]).toEqual([body, "T", true, []]);
});

test("a file that ends with its closing fence has an empty body", () => {
  const spec = parse("---\nstatus: failed\n---");
  expect([spec.body, spec.bodyOffset, spec.frontmatter.status]).toEqual(["", 22, "failed"]);
});

test.each([
  ["no frontmatter", "# T\n"],
  ["no text", ""],
])("a file with %s gets the defaults and says so", (_, text) => {
  const spec = parse(text);
  expect(spec.frontmatter).toEqual({ type: "code", status: "pending" });
  expect(spec.readable).toBe(true);
  expect(spec.findings).toEqual([
    { rule: "frontmatter", severity: "info", message: "There is no frontmatter: type code, status pending." },
  ]);
});

test.each([
  ["nothing in it", "---\n---\n"],
  ["a comment only", "---\n# nothing\n---\n"],
  ["a blank line only", "---\n\n---\n"],
])("a frontmatter with %s gets the defaults", (_, text) => {
  const spec = parse(text);
  expect([spec.frontmatter, spec.findings]).toEqual([{ type: "code", status: "pending" }, []]);
});

const keyTwice = "The frontmatter is not valid YAML: Map keys must be unique.";
const notFields = "The frontmatter is not a list of fields.";
const unclosed = "The frontmatter is opened by --- and never closed.";
const odd = "There is more than three dashes on the first line, so it opens no frontmatter.";
const before = "There is text before the frontmatter, so it is not one.";
const marked = "The file has unresolved conflict markers.";

test.each([
  ["a duplicate key", "---\nstatus: a\nstatus: b\n---\n", "PARSE_INVALID_YAML", keyTwice, 3, 1],
  ["a list instead of fields", "---\n- a\n---\n", "PARSE_INVALID_YAML", notFields, 2, 1],
  ["a block text instead of fields", "---\n|\n---\n", "PARSE_INVALID_YAML", notFields, 2, 1],
  ["quotes instead of fields", "---\n''\n---\n", "PARSE_INVALID_YAML", notFields, 2, 1],
  ["text instead of fields", "---\nhello\n---\n", "PARSE_INVALID_YAML", notFields, 2, 1],
  ["a missing closing fence", "---\nstatus: failed\n\n# T\n", "PARSE_FRONTMATTER", unclosed, 1, 1],
  ["a blank line before the fence", "\n---\nstatus: failed\n---\n", "PARSE_FRONTMATTER", before, 1, 1],
  ["V10: a fence with an engine", "---js\nmodule.exports = {}\n---\n# T\n", "PARSE_FRONTMATTER", odd, 1, 1],
  ["a fence with a comment behind it", "--- # spec\nstatus: failed\n---\n", "PARSE_FRONTMATTER", odd, 1, 1],
  ["a comment before the fence", "<!-- x -->\n---\nid: a\n---\n", "PARSE_FRONTMATTER", before, 1, 1],
  ["a marker in the body", "---\n---\n<<<<<<< a\n=======\n>>>>>>> b\n", "PARSE_CONFLICT_MARKERS", marked, 3, 1],
  [
    "a status nobody knows",
    "---\ntype: code\nstatus: dnoe\n---\n",
    "PARSE_INVALID_VALUE",
    'Unknown status "dnoe".',
    3,
    1,
  ],
  [
    "dependencies in a mapping",
    "---\ndepends_on: {a: b}\n---\n",
    "PARSE_INVALID_VALUE",
    'depends_on cannot be {"a":"b"}.',
    2,
    1,
  ],
  ["an approval in a word", "---\napproval: yes\n---\n", "PARSE_INVALID_VALUE", 'approval cannot be "yes".', 2, 1],
] as const)(
  "F2: %s is an error with its place and makes the spec unreadable",
  (_, text, code, message, line, column) => {
    expect(errorsOf(text)).toEqual([[code, message, { line, column }]]);
    expect(parse(text).readable).toBe(false);
    expect(serializeSpec(parse(text))).toBe(text);
  },
);

test("a YAML error points to its line and column", () => {
  const [error] = errorsOf('---\ntype: code\nreason: "open\n---\n');
  expect(error?.[0]).toBe("PARSE_INVALID_YAML");
  expect(error?.[2]).toEqual({ line: 4, column: 1 });
});

test("conflict markers in the frontmatter are named before the YAML error that they cause", () => {
  const text = "---\n<<<<<<< ours\nstatus: completed\n=======\nstatus: failed\n>>>>>>> theirs\n---\n";
  const spec = parse(text);
  expect(spec.findings[0]?.code).toBe("PARSE_CONFLICT_MARKERS");
  expect(spec.findings[0]?.place).toEqual({ line: 2, column: 1 });
  expect(spec.findings[1]?.code).toBe("PARSE_INVALID_YAML");
  expect(spec.readable).toBe(false);
});

test("V10: an alias bomb is an error and not a hang", () => {
  const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`);
  const text = `---\na0: &a0 [x, x]\n${levels.join("\n")}\n---\n`;
  const spec = parse(text);
  expect(spec.readable).toBe(false);
  expect(spec.findings[0]?.message).toContain("Excessive alias count");
});

test("F7: ids, hashes, words and timestamps stay the text that they are", () => {
  const values = ["001", "12e4567", "0123456", "no", "2026-01-22T15:30:00Z", "~", "null", "0x1F", "1_000"];
  const spec = parse(`---\nlabels:\n${values.map((value) => `  - ${value}\n`).join("")}---\n`);
  expect(spec.frontmatter.labels).toEqual(values);
  const single = parse("---\ncommits: 1234567\ncompleted_at: 2026-01-22T15:30:00Z\nbranch: 007\n---\n").frontmatter;
  expect(single).toMatchObject({ commits: ["1234567"], completed_at: "2026-01-22T15:30:00Z", branch: "007" });
});

test("F6 V10: keys that chant does not know are kept as data with every scalar as text", () => {
  const spec = parse("---\nstatus: failed\nteam: {lead: 7, on: [yes, 1.0]}\n__proto__: x\nempty:\n---\n");
  expect(Object.entries(spec.unknown)).toEqual([
    ["team", { lead: "7", on: ["yes", "1.0"] }],
    ["__proto__", "x"],
    ["empty", ""],
  ]);
  expect(spec.frontmatter).toEqual({ type: "code", status: "failed" });
});

test.each([
  ["state: done", { status: "completed" }, ["state is read as status.", "status done is read as completed."]],
  ["commit: abc", { status: "pending", commits: ["abc"] }, ["commit is read as commits."]],
  ["type: docs", { status: "pending", type: "documentation" }, ["type docs is read as documentation."]],
  ["status: ready", { status: "pending" }, ["status ready is read as pending."]],
])("F17: the older spelling %s is read and said", (line, fields, messages) => {
  const spec = parse(`---\n${line}\n---\n`);
  expect(spec.frontmatter).toEqual({ type: "code", ...fields });
  expect(spec.findings.map(({ message }) => message)).toEqual(messages);
  expect(spec.readable).toBe(true);
});

test("an older key beside the key itself is the user's", () => {
  const spec = parse("---\nstatus: failed\nstate: done\n---\n");
  expect([spec.frontmatter.status, spec.unknown["state"]]).toEqual(["failed", "done"]);
});

test("F3: three dashes inside a value end no header", () => {
  const spec = parse("---\nreason: a --- b\nerror: |\n  ---\n  end\nmodel: x\u2028---\nstatus: failed\n---\nbody");
  expect(spec.frontmatter).toMatchObject({ reason: "a --- b", error: "---\nend\n", model: "x\u2028---" });
  expect([spec.frontmatter.status, spec.body]).toEqual(["failed", "body"]);
});

test("F10: any text is written back byte for byte, and reading never throws", () => {
  const line = fc.constantFrom("---", "...", "status: failed", "labels: [", "- [ ] a", "# T", "<<<<<<< a", "=======");
  const soup = fc.array(fc.oneof(line, fc.string(), fc.string({ unit: "binary" })), { maxLength: 12 });
  const text = fc.tuple(soup, fc.constantFrom("\n", "\r\n", "\r")).map(([lines, eol]) => lines.join(eol));
  fc.assert(
    fc.property(text, (source) => {
      const spec = parse(source);
      expect(serializeSpec(spec)).toBe(source);
      expect(source.slice(spec.bodyOffset)).toBe(spec.body);
    }),
    { numRuns: 500 },
  );
});
