import { expect, onTestFinished, test } from "vitest";
import { print } from "./print.ts";

test("a reader that goes away is no failure, also while somebody else listens for a moment", async () => {
  const own = process.stdout.listeners("error");
  const other = () => undefined;
  process.stdout.once("error", other);
  onTestFinished(() => void process.stdout.off("error", other));
  await print("");
  await print("");
  const added = process.stdout.listeners("error").filter((one) => one !== other && !own.includes(one));
  expect(added).toHaveLength(1);
});
