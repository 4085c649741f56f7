import { expect, test } from "vitest";
import { toInput, workWizard } from "./work.ts";

test.each([
  [{ ids: ["a"] }, { ids: ["a"] }],
  [
    { ids: ["a", "b"], parallel: false },
    { ids: ["a", "b"], chain: true },
  ],
  [
    { ids: ["a", "b"], parallel: true, prompt: "p" },
    { ids: ["a", "b"], parallel: true, prompt: "p" },
  ],
  [{ ids: ["a", "*"] }, { parallel: true }],
])("the answers %j mean %j", (answers, input) => {
  expect(toInput(answers)).toEqual(input);
});

test.each([
  [{}, true],
  [{ prompt: "p" }, true],
  [{ ids: ["a"] }, false],
  [{ chain: true }, false],
  [{ parallel: 2 }, false],
])("whether the line %j leaves open what to work: %s", (input, isWanted) => {
  expect(workWizard.isWanted(input)).toBe(isWanted);
});
