import { expect, test } from "vitest";
import { mergeStatus } from "./merge-status.ts";
import { parseSpec } from "./parse.ts";
import { statuses, type Status } from "./status.ts";

const spec = (header: string, body = "") => parseSpec(`---\n${header}\n---\n${body}`, { id: "a" });

const at = (day: number, status: Status) => spec(`status: ${status}\nstarted_at: 2026-01-0${day}T00:00:00Z`);

const boxes = (marks: string) =>
  spec("x: 1", `## Acceptance Criteria\n${[...marks].map((mark) => `- [${mark}] c\n`).join("")}`);

test.each([
  ["nobody changed it", "pending", "pending", "pending", "pending", undefined, false],
  ["we changed it", "pending", "completed", "pending", "completed", "ours", false],
  ["they changed it", "pending", "pending", "cancelled", "cancelled", "theirs", false],
  ["both completed it", "pending", "completed", "completed", "completed", "theirs", false],
  ["we completed what failed for them", "pending", "completed", "failed", "completed", "ours", false],
  ["they completed what we hold", "in_progress", "needs_attention", "completed", "completed", "theirs", false],
  ["two unfinished ones", "in_progress", "paused", "failed", "failed", "theirs", false],
  ["we cancelled what they completed", "pending", "cancelled", "completed", "cancelled", "ours", true],
  ["they cancelled what we failed", "pending", "failed", "cancelled", "failed", "ours", true],
  ["reopened in two ways", "completed", "pending", "needs_attention", "pending", "ours", true],
  ["both added it", undefined, "pending", "completed", "completed", "theirs", false],
] as const)("%s", (_, base, ours, theirs, status, winner, conflict) => {
  const merged = mergeStatus({ base, ours: at(1, ours), theirs: at(2, theirs), merged: boxes("x") });
  expect(merged).toEqual({ status, winner, conflict });
});

test("of two unfinished ones the later wins, and without times the status decides for either order", () => {
  const [failed, paused] = [at(3, "failed"), at(2, "paused")];
  const merge = (ours: typeof failed, theirs: typeof failed) =>
    mergeStatus({ base: "in_progress", ours, theirs, merged: boxes("") }).status;
  expect([merge(failed, paused), merge(paused, failed)]).toEqual(["failed", "failed"]);
  const [one, other] = [spec("status: failed"), spec("status: paused")];
  expect([merge(one, other), merge(other, one)]).toEqual(["paused", "paused"]);
});

test.each([
  ["all ticked", "xX", "status: completed", "completed"],
  ["one open", "x ", "status: completed", "needs_attention"],
  ["no criteria", "", "status: completed", "completed"],
  ["one open and waived", "x ", "status: completed\nwaivers: [{gate: criteria, by: ann}]", "completed"],
  ["one open and another gate waived", "x ", "status: completed\nwaivers: [{gate: approval}]", "needs_attention"],
] as const)("completed against failed with %s becomes %s", (_, marks, header, status) => {
  const merged = boxes(marks);
  const completed = spec(header);
  const failed = spec("status: failed\nwaivers: [{gate: criteria}]");
  expect(mergeStatus({ base: "pending", ours: completed, theirs: failed, merged })).toEqual({
    status,
    winner: "ours",
    conflict: false,
  });
  expect(mergeStatus({ base: "pending", ours: failed, theirs: completed, merged }).status).toBe(status);
});

test("swapping the sides gives the same status or a conflict both ways, for every three statuses", () => {
  for (const base of [undefined, ...statuses]) {
    for (const ours of statuses) {
      for (const theirs of statuses) {
        const sides = { base, merged: boxes("x ") };
        const one = mergeStatus({ ...sides, ours: at(1, ours), theirs: at(2, theirs) });
        const other = mergeStatus({ ...sides, ours: at(2, theirs), theirs: at(1, ours) });
        expect(one.conflict).toBe(other.conflict);
        if (!one.conflict) expect(one.status).toBe(other.status);
      }
    }
  }
});
