import { codes, exitCodeOf, type ErrorCode } from "@chant/core/errors";
import { findOperation, operationNames, type Operation } from "@chant/operations";
import { rules } from "@chant/scoring";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { toCommand } from "../apps/cli/src/to-command.ts";
import { toTool } from "../apps/mcp/src/to-tool.ts";

// The reference is written from the definitions: `npx vitest run tools/reference.test.ts -u` writes it anew.

async function operations(): Promise<Operation[]> {
  return (await Promise.all(operationNames.map((name) => findOperation(name)))) as Operation[];
}

test("docs/reference/errors.md says what every error code means", async () => {
  const rows = Object.entries(codes).map(
    ([code, meaning]) => `| \`${code}\` | ${exitCodeOf(code as ErrorCode)} | ${meaning} |`,
  );
  const text = `# Error codes

Every failure has a code, a sentence with the value at fault and one thing to type next. With \`--json\` they stand in
\`{"ok":false,"error":{"code","message","fix","details"}}\`. A code never changes its meaning; its area decides the exit
code. An interrupt exits 130, a bug 1 with a stack.

| code | exit | meaning |
| --- | --- | --- |
${rows.join("\n")}
`;
  await expect(text).toMatchFileSnapshot("../docs/reference/errors.md");
});

test("docs/reference/cli.md shows the help of every command", async () => {
  const parts = (await operations()).map((operation) => {
    return `## chant ${operation.name}\n\n\`\`\`text\n${toCommand(operation).helpInformation().trimEnd()}\n\`\`\`\n`;
  });
  await expect(`# Commands\n\n${parts.join("\n")}`).toMatchFileSnapshot("../docs/reference/cli.md");
});

test("docs/reference/mcp.md lists every tool with its input", async () => {
  const offered = (await operations()).filter((one) => one.surfaces?.includes("mcp") ?? true);
  const parts = offered.map(toTool).map(({ name, description, annotations, inputSchema }) => {
    const fields = Object.entries((inputSchema.properties ?? {}) as Record<string, { description?: string }>);
    const effect = annotations?.readOnlyHint ? "reads" : annotations?.destructiveHint ? "destroys" : "writes";
    const needed = new Set(inputSchema.required ?? []);
    const rows = fields.map(([field, schema]) => {
      return `- \`${field}\`${needed.has(field) ? " (required)" : ""}: ${schema.description ?? ""}`;
    });
    return [`## ${name}`, "", `${description} (${effect})`, "", ...rows, ""].join("\n");
  });
  await expect(`# MCP tools\n\n${parts.join("\n")}`).toMatchFileSnapshot("../docs/reference/mcp.md");
});

test("docs/reference/progress.md shows the shape of every event", async () => {
  const sources = ["operations/src/kernel/progress.ts", "providers/src/agent-event.ts"];
  const parts = await Promise.all(sources.map((path) => readFile(new URL(`../libs/${path}`, import.meta.url), "utf8")));
  const types = parts.map((text) => text.replaceAll(/^import .*\n+/gm, "").trim());
  const text = `# Progress

What a command tells while it works: \`chant work --json\` and its like print one of these a line, each with its \`time\`, and
the envelope \`{"ok":…}\` as the last line. A line with \`ok\` is the end, a line with \`type\` an event; types may be added, so
pass over those you do not know. An MCP client that sends a \`progressToken\` is told the same in words, at most once a second.

\`\`\`ts
${types.join("\n\n")}
\`\`\`
`;
  await expect(text).toMatchFileSnapshot("../docs/reference/progress.md");
});

test("docs/reference/lint.md has a row for every lint rule", async () => {
  const rows = rules.map(({ id, severity, summary, docs }) => `| \`${id}\` | ${severity} | ${summary} | ${docs} |`);
  const text = `# Lint rules

What holds where a rule finds nothing. An error keeps a spec from being worked, a missing required field from being finished;
with \`--strict\` warnings fail too. \`lint.disable\` and \`lint.severity\` in the config change any rule but \`parse\`, for all specs, for those of one type
(\`lint.types.<type>\`) or of one project prefix (\`lint.projects.<prefix>\`); \`lint: {disable: [coupling]}\` in the header of
a spec does it for that spec.

| rule | severity | what holds | why, or what to do |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
  await expect(text).toMatchFileSnapshot("../docs/reference/lint.md");
});
