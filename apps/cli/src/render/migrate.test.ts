import { expect, test } from "vitest";
import { renderMigrate } from "./migrate.ts";

const base = { applied: false, files: [], unchanged: 2, skipped: [], committed: false };

test("each file is told with its changes, and how to apply them", () => {
  const files = [{ path: "a.md", to: "b/a.md", changes: ["'open' → 'pending'"], manual: ["'x' → 'y'"] }];
  const skipped = [{ path: "c.md", why: "a run is working on it" }];
  expect(renderMigrate({ ...base, files, skipped }).split("\n")).toEqual([
    ...["Changes:", "  a.md", "    - 'open' → 'pending'", "    - goes to b/a.md", "    by hand 'x' → 'y'"],
    ...["  2 other files need no changes.", "⚠ c.md was left alone: a run is working on it", ""],
    ...["Run 'chant migrate --apply' to apply.", ""],
  ]);
  expect(renderMigrate({ ...base, files, applied: true, committed: true })).toMatch(/✓ Applied and committed\.\n$/);
});

test("nothing to do is said", () => {
  expect(renderMigrate(base)).toBe("✓ Nothing to migrate.\n");
  const files = [{ path: "a.md", changes: [], manual: ["'x' → 'y'"] }];
  expect(renderMigrate({ ...base, files })).toMatch(/What is left is for you to put right by hand\.\n$/);
});
