import { expect, test } from "vitest";
import { parseSpec } from "../spec/parse.ts";
import { standardBlock, type StandardBlock } from "./standard-block.ts";

const block = (given: Partial<StandardBlock>): string =>
  standardBlock({
    spec: parseSpec("# T\n", { id: "a" }),
    specFile: "/w/.chant/specs/a.md",
    worktree: "/w",
    branch: "chant/a",
    files: [],
    commits: false,
    ...given,
  });

const where = [
  "## Where you are",
  "",
  "You work in a git worktree of your own at /w, on branch chant/a. Stay in it and on that branch.",
  "The spec is the file /w/.chant/specs/a.md. In it you may tick acceptance criteria " +
    "(`- [ ]` becomes `- [x]`); leave the rest of it,",
  "and every other file below .chant/specs, as they are. New specs may be added.",
].join("\n");

test("without files and commits the block says where the agent is", () => {
  expect(block({})).toBe(where);
});

test("the files to change are listed", () => {
  const spec = parseSpec("---\ntarget_files: [a.ts, b.ts]\n---\n", { id: "a" });
  expect(block({ spec })).toBe(`${where}\n\n## Files to change\n\n- a.ts\n- b.ts`);
});

test("the files to know come with their content, cut or missing ones say so", () => {
  const files = [
    { path: "a.ts", content: "one\n\n", cut: false },
    { path: "b.ts", content: "two", cut: true },
    { path: "c.ts", content: undefined, cut: false },
  ];
  expect(block({ files })).toBe(
    `${where}\n\n## Files to know\n\n### a.ts\n\n\`\`\`\none\n\`\`\`\n\n` +
      "### b.ts\n\n```\ntwo\n```\n\n(cut here; read the file for the rest)\n\n### c.ts\n\n(could not be read)",
  );
});

test("a fence is longer than any in the file, so that the file cannot end it", () => {
  const files = [{ path: "a.md", content: "```\nx\n````\n", cut: false }];
  expect(block({ files })).toBe(
    `${where}\n\n## Files to know\n\n### a.md\n\n\`\`\`\`\`\n\`\`\`\nx\n\`\`\`\`\n\`\`\`\`\``,
  );
});

test("how to commit is said last, with the subject of the spec", () => {
  const committing = [
    "## Committing",
    "",
    "Commit all your work, ticked criteria included, before you end; uncommitted changes do not count. " +
      "Begin each subject with",
    "`chant(a): `. Do not commit files that do not belong to the work.",
  ].join("\n");
  expect(block({ commits: true })).toBe(`${where}\n\n${committing}`);
});
