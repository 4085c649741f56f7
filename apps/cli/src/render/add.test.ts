import { expect, test } from "vitest";
import { renderAdd } from "./add.ts";

const grade = { grade: "D" } as const;

const added = {
  id: "2026-01-22-001-abc",
  path: "/p/spec.md",
  notices: ["A word."],
  quality: {
    ...{
      light: "refine",
      color: "red" as const,
      confidence: grade,
      criteria_quality: grade,
      suggestions: ["Add criteria."],
    },
    complexity: { grade: "A" as const, criteria: 0, files: 1, words: 2 },
  },
  findings: [
    { rule: "dependency", severity: "error" as const, message: "It waits for nothing.", line: 3 },
    { rule: "criteria", severity: "warning" as const, message: "None." },
  ],
};

test("a new spec is told with what to do next, its grades, advice and what is wrong with it", () => {
  expect(renderAdd({ ...added, template: "t", derived: { team: "core" } }).split("\n")).toEqual([
    ...["✓ Added 2026-01-22-001-abc from template t", "  edit  /p/spec.md", "  work  chant work 2026-01-22-001-abc"],
    ...["  derived team: core", "  ℹ A word.", "", "● needs more before an agent can work it"],
    ...["  complexity A (0 criteria, 1 files, 2 words)   confidence D   criteria D", "  • Add criteria."],
    ...["✗ line 3: It waits for nothing. [dependency]", ""],
  ]);
});

test("a spec that is ready gets no advice", () => {
  const quality = { ...added.quality, light: "ready", color: "green" as const };
  expect(renderAdd({ ...added, quality, findings: [] })).toMatch(/● ready to be worked\n.+criteria D\n$/);
});
