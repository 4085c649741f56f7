import { expect, test } from "vitest";
import { renderEdit } from "./edit.ts";

const edited = { id: "x", path: "/p/x.md", changed: true, committed: true, readable: true, findings: [] };

test.each([
  [{}, "✓ Committed x\n"],
  [{ changed: false }, "• x is unchanged  /p/x.md\n"],
  [{ committed: false }, "⚠ x is not committed\n"],
  [{ committed: false, readable: false }, "⚠ x is kept, and not committed: its header cannot be read\n"],
])("with %j it says %j", (more, text) => {
  expect(renderEdit({ ...edited, ...more })).toBe(text);
});
