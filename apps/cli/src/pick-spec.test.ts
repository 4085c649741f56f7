import { ChantError } from "@chant/core/errors";
import { expect, test } from "vitest";
import { pickSpec, replaceId } from "./pick-spec.ts";

const globals = { json: false, quiet: false, yes: false };

test("a short id is replaced where it stands, alone or in a list, and nothing else is", () => {
  const input = { id: "001", ids: ["002", "001"], title: "001 times", count: 1 };
  const chosen = { query: "001", id: "2026-01-22-001-abc" };
  expect(replaceId(input, chosen)).toEqual({
    ...input,
    id: "2026-01-22-001-abc",
    ids: ["002", "2026-01-22-001-abc"],
  });
});

test("without a terminal an ambiguous id stays an error, and so does every other error", async () => {
  const details = { query: "001", candidates: ["a", "b"] };
  const ambiguous = new ChantError("INPUT_SPEC_AMBIGUOUS", "It fits two.", { details });
  await expect(pickSpec({ id: "001" }, globals, () => Promise.reject(ambiguous))).rejects.toBe(ambiguous);
  const other = new TypeError("x");
  await expect(pickSpec({}, globals, () => Promise.reject(other))).rejects.toBe(other);
});
