import { expect, test } from "vitest";
import { renderDerive } from "./derive.ts";

const spec = (id: string) => ({ id, values: { team: "core", labels: ["a", "b"] }, warnings: [] });

test("a preview shows the first ten specs with their values", () => {
  const specs = Array.from({ length: 12 }, (_, index) => spec(`s${index}`));
  const lines = renderDerive({ rules: 1, dry_run: true, specs }).split("\n");
  expect(lines[0]).toBe("Preview: would update 12 specs");
  expect(lines[1]).toBe("  • s0: team=core, labels=a,b");
  expect(lines.slice(11)).toEqual(["  (showing first 10 of 12)", ""]);
});

test("what was left alone or is not expected is told", () => {
  const specs = [
    { ...spec("a"), warnings: ["team is odd."] },
    { id: "b", values: {}, warnings: [], skipped: "it runs" },
  ];
  const text = renderDerive({ rules: 1, dry_run: false, specs });
  expect(text).toContain("✓ Derived 1 spec\n");
  expect(text).toMatch(/⚠ a: team is odd\.\n⚠ b: it was left alone: it runs\n$/);
  expect(renderDerive({ rules: 0, dry_run: false, specs: [] })).toContain("There are no rules");
});
