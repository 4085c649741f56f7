import { expect, test } from "vitest";
import { readField } from "./read-field.ts";

test.each([
  ["cost", "0.25", 0.25],
  ["cost", "1e2", 100],
  ["replay_count", "3", 3],
  ["public", "no", false],
  ["public", "ON", true],
  ["labels", "one", ["one"]],
  ["labels", "", []],
  ["depends_on", "", []],
  ["model", "", undefined],
  ["cost", "", undefined],
  ["type", "feature", "code"],
  ["type", "group", "group"],
  ["status", "blocked", "pending"],
  ["retry_state", { attempts: "2" }, { attempts: "2" }],
  ["waivers", [{ gate: "criteria" }], [{ gate: "criteria" }]],
] as const)("%s of %j is read as %j", (name, raw, value) => {
  expect(readField(name, raw).value).toEqual(value);
});

test.each([
  ["cost", "free"],
  ["replay_count", "-1"],
  ["replay_count", "1.5"],
  ["public", "maybe"],
  ["labels", [{ a: "b" }]],
  ["model", ["a"]],
  ["retry_state", "x"],
  ["waivers", ["x"]],
  ["waivers", [{ gate: "criteria" }, "x"]],
] as const)("%s of %j is ignored with a warning", (name, raw) => {
  expect(readField(name, raw)).toEqual({
    value: undefined,
    finding: {
      rule: "field",
      severity: "warning",
      message: `${name} cannot be ${JSON.stringify(raw)}; it is ignored.`,
    },
  });
});

test("a type that nobody knows is read as code, with the types that there are", () => {
  const { value, finding } = readField("type", "saga");
  expect(value).toBe("code");
  expect(finding?.severity).toBe("warning");
  expect(finding?.suggestion).toBe("code, task, driver, documentation, research, group, conflict");
});

test.each([
  [{}, { status: "pending", required: false }],
  [{ required: "yes" }, { status: "pending", required: true }],
  [{ required: "perhaps" }, { status: "pending", required: true }],
  [
    { status: "approved", by: "ann", at: "2026-01-22T00:00:00Z" },
    { status: "approved", required: false, by: "ann", at: "2026-01-22T00:00:00Z" },
  ],
] as const)("an approval of %j is read as %j", (raw, value) => {
  expect(readField("approval", raw)).toEqual({ value });
});

test("an approval whose status nobody knows is required and pending", () => {
  const { value, finding } = readField("approval", { status: "aproved", by: "ann" });
  expect(value).toEqual({ status: "pending", required: true, by: "ann" });
  expect(finding?.message).toBe('approval.status cannot be "aproved"; it is ignored.');
  expect(finding?.severity).toBe("warning");
});
