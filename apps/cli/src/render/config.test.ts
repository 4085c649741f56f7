import { expect, test } from "vitest";
import { renderConfig } from "./config.ts";

const base = { path: "/p/config.md", trusted: true, config: { merge: { auto: true } }, findings: [] };

test("a check tells what was looked for, how much can be worked at once, and the verdict", () => {
  const checks = [
    { group: "agents", name: "main", ok: true, detail: "claude (/bin/claude)" },
    { group: "prompts", name: "none", ok: false, detail: "The prompt none does not exist." },
  ];
  const findings = [
    { severity: "error" as const, message: "The prompt none does not exist." },
    { severity: "warning" as const, message: "Unknown key.", file: "/g/config.md", line: 4, suggestion: "merge.auto" },
  ];
  expect(renderConfig({ ...base, checks, capacity: { agents: 1, total: 2 }, findings }).split("\n")).toEqual([
    ...["Agents", "  ✓ main  claude (/bin/claude)", "Prompts", "  ✗ none  The prompt none does not exist."],
    ...["Capacity", "  1 agent, 2 specs at once", "✗ The prompt none does not exist."],
    ...["⚠ /g/config.md:4: Unknown key.", "  merge.auto", "✗ The config has 1 error and 1 warning", ""],
  ]);
  expect(renderConfig({ ...base, checks: [] })).toBe("✓ The config is valid\n");
});

test("each setting is told with the layer and file that it comes from", () => {
  const origins = [
    { key: "merge.auto", value: false, layer: "global", file: "/g/config.md" },
    { key: "project.name", value: "x", layer: "default" },
  ];
  expect(renderConfig({ ...base, origins })).toBe(
    "merge.auto: false  (global: /g/config.md)\nproject.name: x  (default)\n",
  );
});
