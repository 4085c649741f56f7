import { parseSpec } from "@chant/core";
import { expect, test } from "vitest";
import { factsOf } from "./facts.ts";
import { splittabilityOf } from "./splittability.ts";

interface Shape {
  readonly headings: number;
  readonly files: number;
  readonly text?: string;
  readonly id?: string;
}

function score({ headings, files, text = "", id = "2026-01-22-001-abc" }: Shape) {
  const paths = Array.from({ length: files }, (_, at) => `src/${at}.ts`);
  const source = `---\ntarget_files: [${paths.join(", ")}]\n---\n\n# T\n\n${"### H\n\n".repeat(headings)}${text}`;
  const spec = parseSpec(source, { id });
  return splittabilityOf({ spec, facts: factsOf(spec) });
}

test.each<[Shape, string]>([
  [{ headings: 0, files: 2 }, "C"],
  [{ headings: 1, files: 2 }, "B"],
  [{ headings: 2, files: 2 }, "B"],
  [{ headings: 3, files: 2 }, "C"],
  [{ headings: 2, files: 3 }, "C"],
  [{ headings: 2, files: 1 }, "C"],
  [{ headings: 3, files: 3 }, "A"],
  [{ headings: 9, files: 9 }, "A"],
  [{ headings: 3, files: 3, text: "They are Tightly\ncoupled." }, "D"],
  [{ headings: 1, files: 2, text: "A depends on each other part; b and c depend on each other." }, "D"],
  [{ headings: 0, files: 2, text: "tightly coupled" }, "C"],
  [{ headings: 3, files: 3, text: "```\ntightly coupled\n```" }, "A"],
  [{ headings: 3, files: 3, id: "2026-01-22-001-abc.1" }, "C"],
])("%j is %s", (shape, grade) => {
  expect(score(shape).grade).toBe(grade);
});

test("one criterion is one thing to do", () => {
  const one = { headings: 2, files: 3, text: "## Acceptance Criteria\n\n- [ ] One\n" };
  expect(score(one)).toEqual({ grade: "C", why: ["It has one acceptance criterion: one thing to do."] });
  expect(score({ ...one, text: `${one.text}- [ ] Two\n` }).grade).toBe("A");
});

test("why counts headings and files, and says what keeps the parts together", () => {
  expect(score({ headings: 3, files: 4, text: "tightly coupled" }).why).toEqual([
    "3 headings below the title and 4 target files.",
    "The text says that its parts depend on each other.",
  ]);
});
