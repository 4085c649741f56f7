import { expect, test } from "vitest";
import { fields } from "../spec/fields.ts";
import { parseSpec } from "../spec/parse.ts";
import { mergeSpecs } from "./merge-specs.ts";

const spec = (header: string, body = "# T\n") => `---\n${header}---\n${body}`;

interface Row {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly merged: string;
}

const fieldConflicts: readonly (readonly [string, string, Row])[] = [
  [
    "two values",
    "a",
    {
      base: "a: 1\n",
      ours: "a: 2\n",
      theirs: "a: 3\n",
      merged: "# <<<<<<< ours\na: 2\n# =======\n# a: 3\n# >>>>>>> theirs\n",
    },
  ],
  [
    "a removal and a change",
    "a",
    {
      base: "a: 1\nb: 1\n",
      ours: "b: 1\n",
      theirs: "a: 2\nb: 1\n",
      merged: "# <<<<<<< ours\n# =======\n# a: 2\n# >>>>>>> theirs\nb: 1\n",
    },
  ],
  [
    "a value of more lines",
    "a",
    {
      base: "a: 1\nb: 1\n",
      ours: "a:\n  x: 1\nb: 1\n",
      theirs: "a: |\n  one\n\n  two\nb: 2\n",
      merged: "# <<<<<<< ours\na:\n  x: 1\n# =======\n# a: |\n#   one\n#\n#   two\n# >>>>>>> theirs\nb: 2\n",
    },
  ],
  [
    "a cancelled side and a completed one, with what came with it",
    "status",
    {
      base: "status: pending\nlabels: []\n",
      ours: "status: cancelled\nlabels: []\n",
      theirs: "status: completed\nlabels: []\ncompleted_at: 2026-01-02T00:00:00Z\nmodel: m\n",
      merged:
        "# <<<<<<< ours\nstatus: cancelled\n# =======\n# status: completed\n# completed_at: 2026-01-02T00:00:00Z\n# model: m\n# >>>>>>> theirs\nlabels: []\n",
    },
  ],
];

test.each(fieldConflicts)("a conflict in the fields: %s", (_, field, { base, ours, theirs, merged }) => {
  const { text, conflicts } = mergeSpecs({ base: spec(base), ours: spec(ours), theirs: spec(theirs) });
  expect(text).toBe(spec(merged));
  const lines = text.split("\n");
  const [from, to] = [lines.indexOf("# <<<<<<< ours") + 1, lines.indexOf("# >>>>>>> theirs") + 1];
  const message = `Both sides changed ${field} differently; ours is in force.`;
  expect(conflicts).toMatchObject([{ kind: "field", field, line: from, end_line: to, message }]);
  const { frontmatter, unknown, findings } = parseSpec(text, { id: "a" });
  expect({ frontmatter, unknown }).toEqual({
    frontmatter: parseSpec(spec(ours), { id: "a" }).frontmatter,
    unknown: { ...parseSpec(spec(ours), { id: "a" }).unknown, ...(merged.includes("b: 2") ? { b: "2" } : {}) },
  });
  expect(findings.map(({ code }) => code)).toEqual(["PARSE_CONFLICT_MARKERS"]);
});

const values: Readonly<Record<string, readonly [string, string, string]>> = {
  string: ["one", "two", "three"],
  timestamp: ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"],
  integer: ["1", "2", "3"],
  number: ["0.5", "1.5", "2.5"],
  boolean: ["true", "false", "no"],
  list: ["[a]", "[a, b]", "[a, c]"],
  map: ["{x: 1}", "{x: 2}", "{x: 3}"],
  maps: ["[{gate: a}]", "[{gate: a}, {gate: b}]", "[{gate: a}, {gate: c}]"],
};

const special: Readonly<Record<string, readonly [string, string, string]>> = {
  status: ["pending", "cancelled", "failed"],
  type: ["code", "task", "research"],
  approval: [
    "{required: true}",
    "{required: true, status: approved, by: ann, at: 2026-01-01T00:00:00Z}",
    "{required: true, status: rejected, by: bob, at: 2026-01-02T00:00:00Z}",
  ],
};

test.each([...Object.keys(fields), "team"])(
  "M4: %s merges three-way, and what both sides changed differently is told",
  (name) => {
    const kind = (fields as Readonly<Record<string, { kind: string }>>)[name]?.kind ?? "string";
    const [was, one, two] = special[name] ?? values[kind] ?? ["", "", ""];
    const of = (value: string) => spec(`# top\nx: 1\n${name}: ${value}\n`);
    const merge = (ours: string, theirs: string) =>
      mergeSpecs({ base: of(was), ours: of(ours), theirs: `${of(theirs)}\nmore\n` });
    expect(merge(one, was)).toEqual({ text: `${of(one)}\nmore\n`, conflicts: [] });
    expect(merge(was, one)).toEqual({ text: `${of(one)}\nmore\n`, conflicts: [] });
    expect(merge(one, one)).toEqual({ text: `${of(one)}\nmore\n`, conflicts: [] });
    const { text, conflicts } = merge(one, two);
    const said = parseSpec(text, { id: "a" });
    const merged = { ...said.unknown, ...said.frontmatter } as Readonly<Record<string, unknown>>;
    if (conflicts.length > 0) expect(conflicts.map(({ field }) => field)).toEqual([name]);
    else expect(merged[name]).toEqual(both[name] ?? both[kind] ?? undefined);
  },
);

/** What two different changes come to where that is no conflict. */
const both: Readonly<Record<string, unknown>> = {
  list: ["a", "b", "c"],
  maps: [{ gate: "a" }, { gate: "b" }, { gate: "c" }],
  // The later time is that of the outcome that counts.
  timestamp: values["timestamp"]?.[2],
  public: false,
};
