import { expect, test } from "vitest";
import { statuses, type Status } from "../spec/status.ts";
import { mergeStatus, type Outcome, type OutcomeSides } from "./merge-status.ts";

const at = (day: number, status: Status | undefined): Outcome => ({
  status,
  times: [`2026-01-0${day}T00:00:00Z`],
  waived: false,
});

const untimed = (status: Status): Outcome => ({ status, times: [], waived: false });

const boxes = (marks: string) => `## Acceptance Criteria\n\n${[...marks].map((mark) => `- [${mark}] c\n`).join("")}`;

test.each([
  ["nobody changed it", "pending", "pending", "pending", "pending", "theirs", false],
  ["we changed it", "pending", "completed", "pending", "completed", "ours", false],
  ["they changed it", "pending", "pending", "cancelled", "cancelled", "theirs", false],
  ["both completed it", "pending", "completed", "completed", "completed", "theirs", false],
  ["we completed what failed for them", "pending", "completed", "failed", "completed", "ours", true],
  ["they completed what we hold", "in_progress", "needs_attention", "completed", "completed", "theirs", true],
  ["two unfinished ones", "in_progress", "paused", "failed", "failed", "theirs", true],
  ["we cancelled what they completed", "pending", "cancelled", "completed", undefined, undefined, true],
  ["they cancelled what we failed", "pending", "failed", "cancelled", undefined, undefined, true],
  ["reopened in two ways", "completed", "pending", "needs_attention", undefined, undefined, true],
  ["one that nobody can read", "pending", undefined, "failed", undefined, undefined, true],
  ["both added it", undefined, "pending", "completed", "completed", "theirs", true],
] as const)("%s", (_, base, ours, theirs, status, winner, differ) => {
  const sides = { base: base && at(1, base), ours: at(1, ours), theirs: at(2, theirs) };
  const whole = ours !== base && theirs !== base;
  expect(mergeStatus({ ...sides, body: boxes("x") })).toEqual({ status, winner, differ, whole });
});

test("of two unfinished ones the later wins, and without times the one further on in a run", () => {
  const merge = (ours: Outcome, theirs: Outcome) =>
    mergeStatus({ base: untimed("in_progress"), ours, theirs, body: "" }).status;
  expect([merge(at(3, "paused"), at(2, "failed")), merge(at(2, "failed"), at(3, "paused"))]).toEqual([
    "paused",
    "paused",
  ]);
  const [failed, paused] = [untimed("failed"), untimed("paused")];
  expect([merge(failed, paused), merge(paused, failed)]).toEqual(["failed", "failed"]);
  expect(merge(at(2, "pending"), failed)).toBe("pending");
});

test("times are compared as moments, whatever zone they are written in", () => {
  const [ours, theirs] = [at(1, "paused"), at(1, "failed")];
  const later = { ...ours, times: ["2026-01-01T02:00:00.5+01:00"] };
  const earlier = { ...theirs, times: ["2026-01-01T01:00:00Z"] };
  const merged = mergeStatus({ base: untimed("pending"), ours: later, theirs: earlier, body: "" });
  expect(merged).toMatchObject({ status: "paused", winner: "ours" });
});

test.each([
  ["all ticked", "xX", false, "completed"],
  ["one open", "x ", false, "needs_attention"],
  ["no criteria", "", false, "completed"],
  ["one open and waived", "x ", true, "completed"],
] as const)("completed against failed with %s becomes %s", (_, marks, waived, status) => {
  const base = untimed("pending");
  const completed = { ...untimed("completed"), waived };
  const failed = { ...untimed("failed"), waived: true };
  const body = boxes(marks);
  const merged = mergeStatus({ base, ours: completed, theirs: failed, body });
  expect(merged).toMatchObject({ status, winner: "ours", whole: true });
  expect(mergeStatus({ base, ours: failed, theirs: completed, body }).status).toBe(status);
});

test("swapping the sides swaps the winner and nothing else, for every three statuses", () => {
  const other = { ours: "theirs", theirs: "ours" } as const;
  for (const base of [undefined, ...statuses]) {
    for (const ours of statuses) {
      for (const theirs of statuses) {
        const shared: Omit<OutcomeSides, "ours" | "theirs"> = { base: base && untimed(base), body: boxes("x ") };
        const one = mergeStatus({ ...shared, ours: at(1, ours), theirs: at(2, theirs) });
        const two = mergeStatus({ ...shared, ours: at(2, theirs), theirs: at(1, ours) });
        expect(two).toEqual({ ...one, winner: one.winner && other[one.winner] });
      }
    }
  }
});

test("M3: no merge makes a spec completed that neither side had completed, or cancelled unless one had", () => {
  for (const base of statuses) {
    for (const ours of statuses) {
      for (const theirs of statuses) {
        const sides = { base: untimed(base), ours: untimed(ours), theirs: untimed(theirs) };
        const { status } = mergeStatus({ ...sides, body: boxes("x") });
        expect([ours, theirs, "needs_attention", undefined]).toContain(status);
      }
    }
  }
});

test("M3: of every three statuses the side that changed wins, and cancelled or reopened never yields without a conflict", () => {
  const merged = (base: Status | undefined, ours: Status, theirs: Status) =>
    mergeStatus({ base: base && at(1, base), ours: at(2, ours), theirs: at(3, theirs), body: boxes("x") }).status;
  const wanted = (base: Status | undefined, ours: Status, theirs: Status) => {
    if (ours === theirs || theirs === base) return ours;
    if (ours === base) return theirs;
    const both: readonly Status[] = [ours, theirs];
    if (both.includes("cancelled") || base === "completed") return undefined;
    return both.includes("completed") ? "completed" : theirs;
  };
  const table = (statusOf: typeof merged) =>
    [undefined, ...statuses].flatMap((base) =>
      statuses.flatMap((ours) => statuses.map((theirs) => [base, ours, theirs, statusOf(base, ours, theirs)])),
    );
  expect(table(merged)).toEqual(table(wanted));
});
