import { expect, test } from "vitest";
import { renderArchive } from "./archive.ts";

const about = { dry_run: false, results: [], skipped: [], committed: false };
const moved = (number: number) => ({
  spec_id: `id-${number}`,
  outcome: "archived" as const,
  status: "completed",
  to: `.chant/archive/id-${number}.md`,
});

test("what went where is told in a line each, and what stays with its reason and what to type", () => {
  const skipped = [
    { spec_id: "x", reason: "x is \u001b[31mpending.", fix: "ls -l x" },
    { spec_id: "y", reason: "y." },
  ];
  const text = renderArchive({ ...about, results: [moved(1)], skipped, older_than: "90d", committed: true });
  expect(text).toBe(
    "Archived 1 spec older than 90d, in one commit.\n  ● id-1  → .chant/archive/id-1.md\n" +
      "2 specs stay:\n  ⚠ x is \\x1b[31mpending.  ls -l x\n  ⚠ y.\n",
  );
  expect(renderArchive({ ...about, older_than: "90d" })).toBe("There is nothing older than 90d to archive.\n");
});

test.each([
  [{ dry_run: true }, "Would archive 2 specs.\n"],
  [{ committed: false }, "Archived 2 specs; nothing was committed.\n"],
])("with %j it begins with %j", (flags, head) => {
  const text = renderArchive({ ...about, results: [moved(1), moved(2)], ...flags });
  expect(text.startsWith(head)).toBe(true);
});

test("of hundreds a screen is shown, and how many more there are", () => {
  const text = renderArchive({ ...about, results: Array.from({ length: 300 }, (_, number) => moved(number)) });
  expect(text.split("\n")).toHaveLength(43);
  expect(text).toContain("… and 260 more; --json tells all\n");
});
