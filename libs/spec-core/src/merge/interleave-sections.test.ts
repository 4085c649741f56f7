import { expect, test } from "vitest";
import { toMarkers } from "./markers.ts";
import { mergeBodies } from "./merge-body.ts";

const base = "# T\n\nText.\n";

const merge = (ours: string, theirs: string, before = base) =>
  mergeBodies({ base: before, ours: before + ours, theirs: before + theirs }, toMarkers());

const retry = (time: string, text: string) => `\n## Retry\n\n2026-01-22T${time}:00Z\n\n${text}\n`;

test("sections that both appended stand in time order, whoever is ours", () => {
  const [early, late] = [retry("10:00", "It failed."), retry("11:30", "It failed again.")];
  for (const merged of [merge(early, late), merge(late, early)]) {
    expect(merged).toEqual({ text: base + early + late, hunks: [] });
  }
});

test("several sections of both sides stand in the time order of all", () => {
  const [one, two, three] = [retry("10:00", "a"), retry("10:30", "b"), retry("11:00", "c")];
  expect(merge(one + three, two).text).toBe(base + one + two + three);
});

test("a date in the heading counts, and so does another name", () => {
  const takeover = "\n## Takeover Analysis (2026-01-22 09:00)\n\nOurs.\n";
  const output = "\n## Agent Output\n\n2026-01-22T08:00:00Z\n\n```\ndone\n```\n";
  expect(merge(takeover, output).text).toBe(base + output + takeover);
});

test("undated sections of one name are two where chant or an agent writes them anew each time, ours first", () => {
  const [ours, theirs] = ["\n## Agent Output\n\nDone here.\n", "\n## Agent Output\n\nDone there.\n"];
  expect(merge(ours, theirs)).toEqual({ text: base + ours + theirs, hunks: [] });
  expect(merge(ours, ours)).toEqual({ text: base + ours, hunks: [] });
});

const entry = (name: string, time: string, word: string) => `\n**${name}** - 2026-01-22 ${time} - ${word}\n`;

test("entries of a discussion stand in time order, each with what was said", () => {
  const discussion = `${base}\n## Approval Discussion\n${entry("ann", "09:00", "REJECTED")}`;
  const bob = `${entry("bob", "12:00", "APPROVED")}Looks fine.\n`;
  const [eve, reason] = [entry("eve", "10:00", "REJECTED"), "\nToo slow.\n\nReally.\n"];
  expect(merge(bob, eve + reason, discussion)).toEqual({ text: discussion + eve + reason + bob, hunks: [] });
});

test("a discussion that both began is one", () => {
  const heading = "\n## Approval Discussion\n";
  const [ann, bob] = [entry("ann", "12:00", "APPROVED"), entry("bob", "10:00", "REJECTED")];
  expect(merge(heading + ann, heading + bob)).toEqual({ text: base + heading + bob + ann, hunks: [] });
});

test("a section below the last one comes before a new one beside it", () => {
  const before = "# T\n\n## Last\n\nText.\n";
  const [below, beside] = ["\n### Below\n\nOf the last one.\n", "\n## Beside\n\nOf its own.\n"];
  expect(merge(beside, below, before).text).toBe(before + below + beside);
  expect(merge(below, beside, before).text).toBe(before + below + beside);
});

test("an item of the last list comes before a new section", () => {
  const before = "# T\n\n## Acceptance Criteria\n\n- [ ] a\n";
  const notes = "\n## Notes\n\nSeen.\n";
  expect(merge(notes, "- [ ] b\n", before).text).toBe(`${before}- [ ] b\n${notes}`);
});
