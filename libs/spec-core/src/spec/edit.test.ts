import { expect, test } from "vitest";
import * as fc from "fast-check";
import { addDependency, createSpec, setApproval, setFields } from "./edit.ts";
import { parseSpec } from "./parse.ts";

const parse = (text: string) => parseSpec(text, { id: "a" });

test("F6: setting a field changes its line and no other byte", () => {
  const text = "---\r\n# mine\r\ntype: code # why\r\nstatus:   pending   # now\r\nx: {a: 1}\r\n---\r\n\r\n# T  \r\nend";
  expect(setFields(parse(text), { status: "paused" }).text).toBe(text.replace("pending", "paused"));
});

test("several fields are set and removed in one go", () => {
  const spec = parse("---\nstatus: failed\nerror: boom\nlabels: [a]\n---\nbody\n");
  const edited = setFields(spec, { status: "pending", error: undefined, labels: ["a", "b"], model: "m" });
  expect(edited.text).toBe("---\nstatus: pending\nlabels: [a, b]\nmodel: m\n---\nbody\n");
  expect(edited.frontmatter).toEqual({ type: "code", status: "pending", labels: ["a", "b"], model: "m" });
});

test("a field set to what it is leaves the very same spec", () => {
  const spec = parse("---\nstatus: failed\n---\n");
  expect(setFields(spec, { status: "failed", model: undefined })).toBe(spec);
});

test.each([
  ["state: open", { status: "failed" }, "status: failed"],
  ["commit: abc", { commits: ["abc", "def"] }, "commits:\n  - abc\n  - def"],
] as const)("the older spelling %s is replaced in its place", (line, edits, after) => {
  expect(setFields(parse(`---\n${line}\nx: 1\n---\n`), edits).text).toBe(`---\n${after}\nx: 1\n---\n`);
});

test("an older spelling beside the field itself is the user's and stays", () => {
  const spec = parse("---\nstate: mine\nstatus: failed\n---\n");
  expect(setFields(spec, { status: "paused" }).text).toBe("---\nstate: mine\nstatus: paused\n---\n");
});

test("removing a field removes its older spelling too", () => {
  expect(setFields(parse("---\ncommit: abc\nx: 1\n---\n"), { commits: undefined }).text).toBe("---\nx: 1\n---\n");
});

test("a spec without frontmatter gets one and keeps its text", () => {
  expect(setFields(parse("# T\r\n"), { status: "failed" }).text).toBe("---\r\nstatus: failed\r\n---\r\n# T\r\n");
  expect(setFields(parse("\uFEFF# T\n"), { status: "failed" }).text).toBe("\uFEFF---\nstatus: failed\n---\n# T\n");
});

test("a spec that cannot be read is not edited, and the error names the place", () => {
  const spec = parse("---\ntype: code\ntype: task\n---\n");
  expect(() => setFields(spec, { status: "failed" })).toThrow(
    expect.objectContaining({
      code: "PARSE_EDIT",
      message: "a cannot be edited: The frontmatter is not valid YAML: Map keys must be unique.",
      details: { line: 3, column: 1 },
    }),
  );
});

test("F7: hashes, words and dates are written so that every YAML reader takes them for text", () => {
  const spec = setFields(parse("---\n---\n"), {
    commits: ["1234567", "12e4567", "0123456", "abc"],
    labels: ["no", "on", "~", "2026-01-22"],
    completed_at: "2026-01-22T15:30:00Z",
  });
  expect(spec.text).toBe(
    '---\ncommits:\n  - "1234567"\n  - "12e4567"\n  - "0123456"\n  - abc\n' +
      'labels:\n  - "no"\n  - "on"\n  - "~"\n  - "2026-01-22"\ncompleted_at: 2026-01-22T15:30:00Z\n---\n',
  );
});

test("a new spec has its header, its heading and its body", () => {
  const spec = createSpec({ id: "a", title: "Add  a\nthing", body: "\nWell.\n\n", fields: { labels: ["x"] } });
  expect(spec.text).toBe("---\ntype: code\nstatus: pending\nlabels:\n  - x\n---\n\n# Add a thing\n\nWell.\n");
  expect(createSpec({ id: "a", title: "T" }).text).toBe("---\ntype: code\nstatus: pending\n---\n\n# T\n");
});

test("F16: no title and no value of a new spec adds a field", () => {
  const evil = "x\n---\nstatus: completed\napproval: {status: approved}";
  const spec = createSpec({ id: "a", title: evil, fields: { prompt: evil, labels: [evil] } });
  expect(spec.frontmatter).toEqual({ type: "code", status: "pending", prompt: evil, labels: [evil] });
  expect(spec.title).toBe("x --- status: completed approval: {status: approved}");
});

test.each(["$&", "$1", "$`", "$$"])("F13: a value with %s stays what it is", (value) => {
  expect(setFields(parse("---\nreason: x\n---\nb"), { reason: value }).text).toBe(`---\nreason: ${value}\n---\nb`);
});

test("a decision is written into the approval that is there, and every other byte stays", () => {
  const text =
    "---\r\napproval: # asked by ann\r\n  required: true # always\r\n  status: pending\r\n  ticket: 7\r\nx: 1\r\n---\r\n\r\n# T  \r\n";
  const edited = setApproval(parse(text), { status: "approved", by: "bob" });
  expect(edited.text).toBe(text.replace("pending", "approved").replace("ticket: 7\r\n", "ticket: 7\r\n  by: bob\r\n"));
  expect(edited.frontmatter.approval).toMatchObject({ required: true, status: "approved", by: "bob" });
  expect(setApproval(edited, { status: "pending", by: undefined }).text).toBe(text);
  expect(setApproval(parse("# T\n"), { required: false, status: "approved" }).text).toBe(
    "---\napproval:\n  required: false\n  status: approved\n---\n# T\n",
  );
});

test("a dependency is added once, behind those that are there", () => {
  const spec = parse("---\ndepends_on:\n  - b # first\n---\n# T\n");
  const edited = addDependency(spec, "001");
  expect(edited.text).toBe('---\ndepends_on:\n  - b # first\n  - "001"\n---\n# T\n');
  expect(addDependency(edited, "001")).toBe(edited);
  expect(() => addDependency(parse("---\nx: [\n---\n"), "a")).toThrow(expect.objectContaining({ code: "PARSE_EDIT" }));
});

const headers = fc
  .uniqueArray(
    fc.constantFrom(
      "status: failed",
      "type: task # why",
      "# a comment",
      "labels: [a, b]",
      "labels:\n  - a\n  # in\n  - b",
      "error: |\n  a\n\n  b",
      "reason: >-\n  folded\n  text",
      "model:",
      "model: 'x''y'",
      'reason: "a\\nb"',
      "x: {a: {b: c}}",
      "y:\n- 1\n- 2",
      "",
      "context:\n  - q # r",
      "prompt: plain\n  going on",
      "commits:\n  - a\n\n",
      "approval:\n  status: approved\n  by: ann # !",
    ),
    { maxLength: 7, selector: (line) => (/^\w+/.exec(line) ?? [line])[0] },
  )
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

/** Text without carriage returns, which YAML reads as line feeds where it does not quote them. */
const word = fc.oneof(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: "grapheme" }));

const edits = fc.oneof(
  fc.tuple(fc.constantFrom("model", "error", "reason", "prompt"), word),
  fc.tuple(fc.constantFrom("labels", "commits", "context"), fc.array(word, { maxLength: 3 })),
  fc.tuple(fc.constant("cost"), fc.constantFrom(0, 0.25, 12)),
);

test("F6: a field that is set is read back, and every other field, the unknown keys and the body stay", () => {
  const body = fc.string({ unit: "binary" }).filter((text) => !/^<{7}/m.test(text));
  fc.assert(
    fc.property(headers, edits, body, fc.boolean(), (header, [key, value], tail, crlf) => {
      const head = `---\n${header}---\n`;
      const spec = parse((crlf ? head.replaceAll("\n", "\r\n") : head) + tail);
      const edited = setFields(spec, { [key]: value });
      expect(edited.frontmatter).toEqual({ ...spec.frontmatter, [key]: value });
      expect(edited.unknown).toEqual(spec.unknown);
      expect(edited.body).toBe(tail);
      expect(edited.readable).toBe(true);
      expect(setFields(edited, { [key]: value })).toBe(edited);
    }),
    { numRuns: 500 },
  );
});

test("a field that is removed is gone, and every other line stays", () => {
  fc.assert(
    fc.property(headers, fc.constantFrom("model", "labels", "error", "commits", "approval"), (header, key) => {
      const spec = parse(`---\n${header}---\nbody`);
      const removed = setFields(spec, { [key]: undefined });
      const { [key as "model"]: _, ...rest } = spec.frontmatter;
      expect(removed.frontmatter).toEqual(rest);
      const kept = new Set(spec.text.split("\n"));
      expect(removed.text.split("\n").filter((line) => !kept.has(line))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("a new field that is removed again leaves the text as it was", () => {
  fc.assert(
    fc.property(headers, (header) => {
      const spec = parse(`---\n${header}---\nbody`);
      expect(setFields(setFields(spec, { schedule: "daily" }), { schedule: undefined }).text).toBe(spec.text);
    }),
  );
});

test.each(["blocked", "ready", "open"])("F8: a stored %s that is read as pending is not written as that", (status) => {
  const spec = parse(`---\nstatus: ${status}\nlabels: [a]\n---\n`);
  expect(spec.frontmatter.status).toBe("pending");
  expect(setFields(spec, { labels: ["b"] }).text).toBe(`---\nstatus: ${status}\nlabels: [b]\n---\n`);
});
