import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { expect, test } from "vitest";
import { criteriaOf, tickCriterion } from "./criteria.ts";
import { setFields } from "./edit.ts";
import { sectionsOf } from "./markdown.ts";
import { parseSpec } from "./parse.ts";
import { serializeSpec } from "./serialize.ts";
import type { Spec } from "./spec.ts";

// A case is a folder: input.md, spec.json with what is read, output.md after one edit. `UPDATE=1` writes the last two anew.
const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));
const cases = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** Pauses the spec, labels it and ticks its first criterion; what cannot be edited stays. */
function edit(spec: Spec): string {
  try {
    const edited = setFields(spec, { status: "paused", labels: ["edited", "no"] });
    return criteriaOf(edited).length === 0 ? edited.text : tickCriterion(edited, 0).text;
  } catch (error) {
    return `${String((error as { code?: unknown }).code)}\n${spec.text}`;
  }
}

function describe(spec: Spec): unknown {
  const { title, frontmatter, unknown, findings, readable } = spec;
  return {
    title,
    frontmatter,
    unknown: Object.fromEntries(Object.entries(unknown)),
    criteria: criteriaOf(spec).map(({ text, checked, line }) => ({ text, checked, line })),
    sections: sectionsOf(spec).map(({ heading, name }) => `${"#".repeat(heading.depth)} ${name}`),
    findings: findings.map(({ severity, rule, code, message, place }) => ({ severity, rule, code, message, place })),
    readable,
  };
}

/** The text of a file of a case, written first where that is asked for. */
function expected(file: string, text: string): string {
  if (process.env["UPDATE"] === "1" || !existsSync(file)) writeFileSync(file, text);
  return readFileSync(file, "utf8");
}

test.each(cases.map(({ name }) => name))("fixtures/%s is read, written back and edited as it says", async (name) => {
  const bytes = readFileSync(join(fixtures, name, "input.md"));
  const spec = parseSpec(bytes.toString("utf8"), { id: "2026-01-22-009-fix" });
  expect(Buffer.from(serializeSpec(spec)).equals(bytes)).toBe(true);
  const json = await format(JSON.stringify(describe(spec)), { parser: "json", printWidth: 120 });
  expect(json).toBe(expected(join(fixtures, name, "spec.json"), json));
  const output = edit(spec);
  expect(output).toBe(expected(join(fixtures, name, "output.md"), output));
});
