import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { findOperation, type Operation } from "@chant/operations";
import { toolName } from "../../apps/mcp/src/to-tool.ts";
import { cli, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Answer {
  readonly isError?: boolean;
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: Record<string, unknown>;
}

async function connect(repo: Scratch, env: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: "test", version: "0" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cli, "mcp"],
    cwd: repo.root,
    env: { ...repo.env, ...env },
  });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return client;
}

async function call(client: Client, name: string, input: Record<string, unknown> = {}): Promise<Answer> {
  return (await client.callTool({ name, arguments: input })) as unknown as Answer;
}

/** Places and times that differ from one scratch repository to the next. */
function neutral(value: unknown, { base }: Scratch): unknown {
  const text = JSON.stringify(value).replaceAll(base, "BASE");
  const ids = text.replaceAll(/\d{4}-\d\d-\d\d-[0-9a-z]{3}-[0-9a-z]{3}/g, "ID");
  return JSON.parse(ids.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME").replaceAll(/\b[0-9a-f]{40}\b/g, "HASH"));
}

/** One input for every operation, in an order in which each finds what it needs; `ID` is the spec that the first adds. */
const inputs: readonly (readonly [string, Record<string, unknown>, readonly string[]])[] = [
  ["init", { minimal: true }, ["--minimal"]],
  ["add", { description: "A second one" }, ["A second one"]],
  ["list", {}, []],
  ["ready", {}, []],
  ["status", { disk: true, worktrees: true }, ["--disk", "--worktrees"]],
  ["show", { id: "ID" }, ["ID"]],
  ["search", { query: "second" }, ["second"]],
  ["lint", {}, []],
  ["prep", { id: "ID", clean: true }, ["ID", "--clean"]],
  ["deps", { id: "ID" }, ["ID"]],
  ["dag", { format: "mermaid" }, ["--format", "mermaid"]],
  ["group", {}, []],
  ["refresh", { verbose: true }, ["--verbose"]],
  ["template list", {}, []],
  ["template show", { name: "none" }, ["none"]],
  ["derive", { all: true, dry_run: true }, ["--all", "--dry-run"]],
  ["activity", { limit: 5 }, ["--limit", "5"]],
  ["export", { format: "json", fields: ["id,title"] }, ["--format", "json", "--fields", "id,title"]],
  ["migrate", {}, []],
  ["config", {}, []],
  ["reject", { id: "ID", reason: "Too large" }, ["ID", "--reason", "Too large"]],
  ["approve", { id: "ID", by: "marcos" }, ["ID", "--by", "marcos"]],
  ["work", { ids: ["ID"], allow_no_commits: true }, ["ID", "--allow-no-commits"]],
  ["log", { id: "ID", lines: 0 }, ["ID", "--lines", "0"]],
  ["merge", { ids: ["ID"] }, ["ID"]],
  ["resolve", { id: "ID" }, ["ID"]],
  ["merge-driver status", {}, []],
  ["merge-driver install", {}, []],
  ["finalize", { id: "ID" }, ["ID"]],
  ["resume", { id: "ID" }, ["ID"]],
  ["pause", { id: "ID" }, ["ID"]],
  ["stop", {}, []],
  ["takeover", { id: "ID" }, ["ID"]],
  ["cancel", { id: "ID", dry_run: true }, ["ID", "--dry-run"]],
  ["retry", { id: "ID" }, ["ID"]],
  ["replay", { id: "ID", dry_run: true }, ["ID", "--dry-run"]],
  ["reset", { id: "ID" }, ["ID", "--yes"]],
  ["watch status", {}, []],
  ["watch start", {}, []],
  ["watch stop", {}, []],
  ["diagnose", { id: "ID" }, ["ID"]],
  ["unlock", { id: "ID" }, ["ID"]],
  ["worktree status", {}, []],
  ["cleanup", { dry_run: true, worktrees: true }, ["--dry-run", "--worktrees"]],
  ["recover", {}, []],
  ["archive", { id: "ID", allow_non_completed: true }, ["ID", "--allow-non-completed"]],
  ["archive", { id: "ID", restore: true }, ["ID", "--restore"]],
  ["version", {}, []],
];

test("every operation gives the same through the command line and through MCP", async () => {
  const [viaCli, viaMcp] = [await scratch(), await scratch()];
  const ids = [await viaCli.spec("First"), await viaMcp.spec("First")] as const;
  const client = await connect(viaMcp);
  const { tools } = await client.listTools();
  const offered = new Map(tools.map((tool) => [tool.name, tool]));
  for (const [operation, input, flags] of inputs) {
    const declared = await findOperation(operation);
    const name = toolName(declared as Operation);
    offered.delete(name);
    const words = flags.map((word) => (word === "ID" ? ids[0] : word));
    const typed = await viaCli.json<{ ok: boolean; data?: unknown; error?: unknown }>(
      ...operation.split(" "),
      ...words,
    );
    const filled = JSON.parse(JSON.stringify(input).replaceAll('"ID"', JSON.stringify(ids[1]))) as typeof input;
    const answer = await call(client, name, filled);
    expect(answer.isError ?? false, operation).toBe(!typed.ok);
    const told = typed.ok ? answer.structuredContent : JSON.parse(answer.content[0]?.text ?? "");
    expect(withoutVolatile(neutral(told, viaMcp)), operation).toEqual(
      withoutVolatile(neutral(typed.data ?? typed.error, viaCli)),
    );
  }
  expect([...offered.keys()]).toEqual([]);
});

/** Process ids and the worktrees' random endings. */
function withoutVolatile(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replaceAll(/ID-[0-9a-f]{6}/g, "ID-RANDOM")
    .replaceAll(/\[\d\d:\d\d:\d\d\]/g, "[CLOCK]")
    .replaceAll(/"pid":\d+/g, '"pid":0');
  return JSON.parse(text.replaceAll(/process \d+/g, "process PID").replaceAll(/repo-[0-9a-f]{12}/g, "repo-HASH"));
}

test("what the server prints is the protocol and nothing else", async () => {
  const repo = await scratch();
  const id = await repo.spec("One");
  const lines = [
    {
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "0" } },
    },
    { jsonrpc: "2.0", method: "notifications/initialized" },
    { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "chant_work", arguments: { ids: [id] } } },
  ];
  const server = execa(process.execPath, [cli, "mcp"], {
    cwd: repo.root,
    env: repo.env,
    extendEnv: false,
    reject: false,
  });
  const answered = new Promise<void>((done) => {
    server.stdout.on("data", (chunk: Buffer) => (chunk.toString().includes('"id":2') ? done() : undefined));
  });
  server.stdin.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  await answered;
  server.stdin.end();
  const { stdout, exitCode } = await server;
  expect(exitCode).toBe(0);
  const messages = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { jsonrpc: string; id: number });
  expect(messages.map((message) => message.jsonrpc)).toEqual(messages.map(() => "2.0"));
  expect(messages.map((message) => message.id)).toEqual([1, 2]);
});

test("a failure names its code and what to type next, and the server goes on", async () => {
  const repo = await scratch();
  const client = await connect(repo);
  const unknown = await call(client, "chant_spec_get", { id: "nothing" });
  expect(unknown.isError).toBe(true);
  expect(JSON.parse(unknown.content[0]?.text ?? "")).toMatchObject({ code: "INPUT_SPEC_NOT_FOUND", fix: "chant list" });
  const wrong = await call(client, "chant_add", { description: "One", colour: "red" });
  expect(JSON.parse(wrong.content[0]?.text ?? "")).toMatchObject({ code: "INPUT_INVALID" });
  expect((await call(client, "chant_version")).isError).toBeUndefined();
});

test("an agent at work on a spec is offered tools that read, and no others", async () => {
  const repo = await scratch();
  const client = await connect(repo, { CHANT_SPEC_ID: "x", CHANT_WORKTREE: "1" });
  const { tools } = await client.listTools();
  expect(tools.length).toBeGreaterThan(3);
  expect(tools.filter((tool) => tool.annotations?.readOnlyHint !== true)).toEqual([]);
});

test("T7: a client is told that approving and rejecting are a person's to decide, and the spec says what they came through", async () => {
  const repo = await scratch();
  const id = await repo.spec("One");
  const client = await connect(repo);
  const { tools } = await client.listTools();
  for (const name of ["chant_approve", "chant_reject"]) {
    const hints = tools.find((tool) => tool.name === name)?.annotations;
    expect(hints).toMatchObject({ readOnlyHint: false, destructiveHint: true });
  }
  expect((await call(client, "chant_approve", { id })).structuredContent).toMatchObject({
    changed: true,
    by: "Tester",
  });
  expect(await repo.read(`.chant/specs/${id}.md`)).toContain("\n  via: mcp\n");
});

test("another folder is served with --root", async () => {
  const repo = await scratch();
  await repo.spec("Somewhere else");
  const client = new Client({ name: "test", version: "0" });
  onTestFinished(() => client.close());
  const args = [join(cli, "../../../mcp/dist/bin.js"), "--root", repo.root];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd: "/", env: { ...repo.env } }));
  const { structuredContent } = await call(client, "chant_spec_list");
  expect(structuredContent).toMatchObject({ total: 1 });
});
