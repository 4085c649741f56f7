import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { isChantError } from "@chant/core/errors";
import {
  createContext,
  findOperation,
  operationNames,
  runOperation,
  type Operation,
  type ProgressEvent,
} from "@chant/operations";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type CallToolRequest,
  type CallToolResult,
  type ServerNotification,
} from "@modelcontextprotocol/sdk/types.js";
import manifest from "../package.json" with { type: "json" };
import { createProgress, type Progress } from "./progress.ts";
import { guardStdout } from "./stdout.ts";
import { toolName, toTool } from "./to-tool.ts";

export interface ServerOptions {
  /** Folder of the project; without it the client's root, else where the server was started. */
  readonly root?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Serves the operations on standard input and output until the client is gone. */
export async function serve(args: readonly string[]): Promise<void> {
  guardStdout();
  const flag = args.indexOf("--root");
  const root = flag === -1 ? undefined : args[flag + 1];
  const server = await createServer({ root, env: process.env, cwd: process.cwd() });
  const gone = new Promise<void>((done) => {
    server.onclose = done;
    process.stdin.on("end", done).on("close", done);
    process.stdout.on("error", () => done());
  });
  await server.connect(new StdioServerTransport());
  await gone;
}

/** The server with a tool for every operation. An agent at work on a spec is offered reading ones only. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const tools = await loadTools(options.env);
  const server = new Server({ name: "chant", version: manifest.version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...tools.values()].map(toTool) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification }) => {
    const operation = tools.get(params.name);
    if (operation === undefined) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}.`);
    const cwd = await rootOf(server, options);
    const progress = progressOf(params, sendNotification);
    const called = call({ operation, params, cwd, env: options.env, signal, report: progress?.report });
    return called.finally(() => progress?.end());
  });
  return server;
}

/** What tells a client how far its call is; undefined for one that did not ask. */
function progressOf(
  { _meta }: CallToolRequest["params"],
  notify: (notification: ServerNotification) => Promise<void>,
): Progress | undefined {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return createProgress((step) => {
    // A client that is gone has cancelled its calls as well.
    notify({ method: "notifications/progress", params: { progressToken, ...step } }).catch(() => undefined);
  });
}

async function loadTools(env: ServerOptions["env"]): Promise<Map<string, Operation>> {
  const atWork = env["CHANT_SPEC_ID"] !== undefined && env["CHANT_WORKTREE"] !== undefined;
  const operations = await Promise.all(operationNames.map((name) => findOperation(name)));
  const offered = operations.filter((one) => one !== undefined && (one.surfaces?.includes("mcp") ?? true));
  const allowed = (offered as Operation[]).filter((one) => !atWork || one.effect === "read");
  return new Map(allowed.map((operation) => [toolName(operation), operation]));
}

/** Explicit root, else the only root that the client has, else where the server was started. */
async function rootOf(server: Server, { root, cwd }: ServerOptions): Promise<string> {
  if (root !== undefined) return resolve(cwd, root);
  if (server.getClientCapabilities()?.roots === undefined) return cwd;
  const { roots } = await server.listRoots().catch(() => ({ roots: [] }));
  const [only, ...others] = roots.filter(({ uri }) => uri.startsWith("file:"));
  return only === undefined || others.length > 0 ? cwd : fileURLToPath(only.uri);
}

interface Call {
  readonly operation: Operation;
  readonly params: CallToolRequest["params"];
  readonly cwd: string;
  readonly env: ServerOptions["env"];
  readonly signal: AbortSignal;
  /** Where the client asked to be told what goes on. */
  readonly report: ((event: ProgressEvent) => void) | undefined;
}

/** A failure of the operation is a result that says so; the protocol itself did not fail. */
async function call({ operation, params, cwd, env, signal, report }: Call): Promise<CallToolResult> {
  const meta = { _meta: { root: cwd } };
  try {
    const context = createContext({ cwd, env, surface: "mcp", signal, ...(report && { report }) });
    const data = await runOperation(operation, params.arguments ?? {}, context);
    return { ...meta, content: [{ type: "text", text: JSON.stringify(data) }], structuredContent: data };
  } catch (error) {
    return { ...meta, isError: true, content: [{ type: "text", text: JSON.stringify(toShown(error)) }] };
  }
}

function toShown(error: unknown) {
  const known = isChantError(error) ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return { code: known?.code ?? "BUG", message, fix: known?.fix, details: known?.details ?? {} };
}
