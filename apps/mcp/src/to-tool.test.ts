import { defineOperation, type Operation } from "@chant/operations";
import { expect, test } from "vitest";
import * as z from "zod";
import { toolName, toTool } from "./to-tool.ts";

const remove = defineOperation({
  name: "worktree remove",
  summary: "Remove worktrees",
  effect: "destructive",
  input: z.object({ ids: z.array(z.string()).default([]).describe("Which ones"), why: z.string() }),
  output: z.object({ removed: z.number() }),
  run: () => Promise.resolve({ removed: 0 }),
}) as unknown as Operation;

test("a tool is named by the words of its operation, or by the name published before", () => {
  expect(toolName(remove)).toBe("chant_worktree_remove");
  expect(toolName({ ...remove, tool: "worktree_gone" })).toBe("worktree_gone");
});

test("a tool carries schemas and hints of its operation, and takes no other fields", () => {
  const { inputSchema, outputSchema, annotations } = toTool(remove);
  expect(inputSchema).toMatchObject({ type: "object", required: ["why"], additionalProperties: false });
  expect(inputSchema.properties).toMatchObject({ ids: { type: "array", description: "Which ones", default: [] } });
  expect(outputSchema).toMatchObject({ properties: { removed: { type: "number" } } });
  expect(annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
});

test("what a person decides is marked like what destroys something", () => {
  const decide = { ...remove, effect: "write", decision: true } as const;
  expect(toTool(decide).annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
  expect(toTool({ ...decide, decision: false }).annotations).toMatchObject({ destructiveHint: false });
});
