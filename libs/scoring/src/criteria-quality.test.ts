import { parseSpec } from "@chant/core";
import { expect, test } from "vitest";
import { criteriaQualityOf } from "./criteria-quality.ts";
import { factsOf } from "./facts.ts";

test.each([
  [0, "D", "There are no acceptance criteria."],
  [1, "C", "There is one acceptance criterion."],
  [2, "B", "There are 2 acceptance criteria."],
  [3, "B", "There are 3 acceptance criteria."],
  [4, "A", "There are 4 acceptance criteria."],
  [9, "A", "There are 9 acceptance criteria."],
])("%d criteria are %s", (count, grade, why) => {
  const text = `## Acceptance Criteria\n\n${"- [X] One\n".repeat(count)}`;
  expect(criteriaQualityOf(factsOf(parseSpec(text, { id: "a" })))).toEqual({ grade, why: [why] });
});

test("boxes elsewhere are no criteria", () => {
  const text = "- [ ] One\n\n## Tasks\n\n- [ ] Two\n\n```\n## Acceptance Criteria\n- [ ] Three\n```\n";
  expect(criteriaQualityOf(factsOf(parseSpec(text, { id: "a" }))).grade).toBe("D");
});
