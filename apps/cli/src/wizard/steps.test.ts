import { expect, test } from "vitest";
import { askLines, askSteps } from "./steps.ts";

const answer = (value: unknown) => () => Promise.resolve(value);

test("what is answered becomes a field, what is left empty does not, and what is known is not asked", async () => {
  const input = await askSteps(
    [
      ["title", answer("One")],
      ["labels", answer([])],
      ["note", answer("")],
      ["type", ({ type }) => (type === undefined ? answer("task")() : undefined)],
      ["copy", ({ title }) => answer(title)()],
    ],
    { type: "code" },
  );
  expect(input).toEqual({ type: "code", title: "One", copy: "One" });
});

test("lines are asked for until an empty one", async () => {
  const answers = ["first", " second ", ""];
  const asked: string[] = [];
  const ask = (message: string) => {
    asked.push(message);
    return Promise.resolve(answers.shift() as string);
  };
  expect(await askLines("Criteria", ask)).toEqual(["first", "second"]);
  expect(asked).toEqual(["Criteria (one a line, empty to end)", "another", "another"]);
});
