import { expect, test } from "vitest";
import { renderActivity } from "./activity.ts";

const one = {
  at: "2026-01-28T14:30:00Z",
  author: "alice",
  kind: "APPROVED",
  spec_id: "2026-01-22-001-abc",
  title: "Implement",
};

test("a line tells when, who, what and which spec; a long title is cut and nothing controls the terminal", () => {
  const long = { ...one, author: "bob\u001b[2J", kind: "CREATED", title: "x".repeat(60) };
  const [first = "", second = "", ...rest] = renderActivity({ activity: [one, long], more: false }).split("\n");
  expect(first).toMatch(/^2026-01-2\d \d\d:\d\d {2}alice {2,}APPROVED {3}2026-01-22-001-abc {2}Implement$/);
  expect(second).toContain(`${"x".repeat(39)}…`);
  expect(second).not.toContain("\u001b");
  expect(rest).toEqual([""]);
});

test("it says when there is none, and when there may be more", () => {
  expect(renderActivity({ activity: [], more: false })).toBe("No activity.\n");
  expect(renderActivity({ activity: [one], more: true })).toContain("There may be more: --limit 10\n");
});
