import { open } from "node:fs/promises";
import { ChantError } from "@chant/core/errors";
import { expect, test } from "vitest";
import * as z from "zod";
import { createContext } from "./context.ts";
import { defineOperation } from "./operation.ts";
import { runOperation } from "./run-operation.ts";

const context = createContext({ cwd: "/", env: { CHANT_TEST: "1" }, surface: "cli" });

function operation(run: () => Promise<{ seen: string }>) {
  return defineOperation({
    name: "test",
    summary: "A test",
    effect: "read",
    input: z.object({ count: z.number().int().min(1), kind: z.enum(["a", "b"]).default("a") }),
    output: z.object({ seen: z.string() }),
    run,
  });
}

const works = operation(() => Promise.resolve({ seen: "yes" }));

test("gives the output of an operation", async () => {
  expect(await runOperation(works, { count: 1 }, context)).toEqual({ seen: "yes" });
});

test.each([
  [{}, "INPUT_MISSING", "test needs count."],
  [{ count: 0 }, "INPUT_INVALID", "count cannot be 0"],
  [{ count: 1, kind: "c" }, "INPUT_INVALID", 'kind cannot be "c"'],
  [{ count: 1, color: "red" }, "INPUT_INVALID", "test has no field color."],
])("refuses %j and names the field", async (input, code, message) => {
  const refused = runOperation(works, input, context);
  await expect(refused).rejects.toMatchObject({ code, fix: "chant test --help" });
  await expect(refused).rejects.toThrow(message);
});

test("a failed file operation that nobody expected is no bug", async () => {
  const missing = operation(async () => ({ seen: String(await open("/nowhere/at/all")) }));
  await expect(runOperation(missing, { count: 1 }, context)).rejects.toMatchObject({ code: "IO_FAILED" });
});

test("an operation's own errors and bugs pass as they are", async () => {
  const known = new ChantError("STATE_BLOCKED", "It waits.");
  await expect(
    runOperation(
      operation(() => Promise.reject(known)),
      { count: 1 },
      context,
    ),
  ).rejects.toBe(known);
  const bug = new TypeError("undefined is not a function");
  await expect(
    runOperation(
      operation(() => Promise.reject(bug)),
      { count: 1 },
      context,
    ),
  ).rejects.toBe(bug);
});

test.each([
  ["another type", { seen: 1 }],
  ["a key that it does not declare", { seen: "yes", more: true }],
])("in tests an output of %s is a bug", async (_, output) => {
  const wrong = operation(() => Promise.resolve(output as { seen: string }));
  await expect(runOperation(wrong, { count: 1 }, context)).rejects.toThrow();
});
