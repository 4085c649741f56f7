import { parseSpec } from "@chant/core";
import { expect, test } from "vitest";
import { factsOf } from "./facts.ts";
import { isolationOf } from "./isolation.ts";

/** Members by their files; those that speak of another one say so. */
function members(files: readonly string[], speaking = 0) {
  return files.map((list, at) => {
    const text = `---\ntarget_files: [${list}]\n---\n\n# T\n\n${at < speaking ? "After Member 2." : "Alone."}\n`;
    const spec = parseSpec(text, { id: `2026-01-22-001-abc.${at + 1}` });
    return { spec, facts: factsOf(spec) };
  });
}

test("no members have no grade, one is an A", () => {
  expect(isolationOf([])).toBeUndefined();
  expect(isolationOf(members(["a"], 1))).toEqual({ grade: "A", why: ["It has one member."] });
});

test.each([
  [10, 0, "A"],
  [11, 1, "A"],
  [10, 1, "B"],
  [10, 2, "B"],
  [10, 3, "C"],
  [10, 4, "C"],
  [10, 5, "D"],
  [10, 6, "D"],
])("of %d members %d speak of another: %s", (count, speaking, grade) => {
  expect(isolationOf(members(Array<string>(count).fill(""), speaking))?.grade).toBe(grade);
});

test.each([
  [["a, b, c, d, e, f", "a"], "A"],
  [["a, b, c, d, e", "a"], "B"],
  [["a, b", "a"], "B"],
  [["a, b, c", "a, b"], "D"],
  [["a, a", "b"], "A"],
])("members of the files %j are %s", (files, grade) => {
  expect(isolationOf(members(files))?.grade).toBe(grade);
});

test("why counts members and names shared files", () => {
  expect(isolationOf(members(["a, b", "b, c"], 1))?.why).toEqual([
    "1 of 2 members do not mention another one.",
    "1 of 3 target files are of several members: b.",
  ]);
  expect(isolationOf(members(["a", "b"]))?.why[1]).toBe("0 of 2 target files are of several members.");
});
