import { createContext, findOperation, type Operation } from "@chant/operations";
import { expect, test } from "vitest";
import { confirm } from "./confirm.ts";

const globals = { json: false, quiet: false, yes: false };
const context = createContext({ cwd: "/", env: {}, surface: "cli" });

async function question(effect: Operation["effect"], yes: boolean) {
  const operation = { ...((await findOperation("reset")) as Operation), effect };
  return confirm({ operation, input: { id: "001" }, globals: { ...globals, yes }, context });
}

test("U1: something destructive is not done when nobody is there to confirm it", async () => {
  await expect(question("destructive", false)).rejects.toMatchObject({
    code: "INPUT_CONFIRMATION",
    fix: "chant reset --yes",
  });
});

test("--yes answers the question, and what destroys nothing is not asked about", async () => {
  expect(await question("destructive", true)).toBe(true);
  expect(await question("write", false)).toBe(true);
});

test("what only shows a plan needs no confirmation", async () => {
  const operation = (await findOperation("cancel")) as Operation;
  const asked = (input: Record<string, unknown>) => confirm({ operation, input, globals, context });
  expect(await asked({ id: "001", dry_run: true })).toBe(true);
  await expect(asked({ id: "001" })).rejects.toMatchObject({ code: "INPUT_CONFIRMATION" });
});
