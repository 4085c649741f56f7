import { renderAdd } from "./add.ts";
import { renderConfig } from "./config.ts";
import { renderDefault } from "./default.ts";
import { renderInit } from "./init.ts";
import { renderLint } from "./lint.ts";
import { renderList } from "./list.ts";
import { renderLog } from "./log.ts";
import { renderResults } from "./results.ts";
import { renderSearch } from "./search.ts";
import { renderShow } from "./show.ts";
import { renderVersion } from "./version.ts";
import type { Told } from "../terminal/outcomes.ts";

type Render = (output: never, asked: Asked) => string | Promise<string>;

/** How a result is to be shown. */
export interface Asked {
  /** Markdown as it is. */
  readonly plain?: boolean;
  /** What the operation was asked. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** What the progress said of it, or left to the result. */
  readonly told?: Told;
}

/** Operations whose result reads better in its own form. */
const renderers: ReadonlyMap<string, Render> = new Map<string, Render>([
  ["add", renderAdd],
  ["config", renderConfig],
  ["init", renderInit],
  ["lint", renderLint],
  ["list", renderList],
  ["log", renderLog],
  ["search", renderSearch],
  ["show", renderShow],
  ["version", renderVersion],
  ["work", async (output, asked) => (await import("./work.ts")).renderWork(output, asked)],
  ["pause", renderResults],
  ["resume", renderResults],
  ["replay", renderResults],
  ["resolve", renderResults],
  ["finalize", renderResults],
  ["merge", async (output) => (await import("./merge.ts")).renderMerge(output)],
  ["recover", renderResults],
  ["ready", (output) => renderList(output, { input: { ready: true } })],
  // Loaded when they are needed: what lists do not show costs lists nothing.
  ["activity", async (output) => (await import("./activity.ts")).renderActivity(output)],
  ["derive", async (output) => (await import("./derive.ts")).renderDerive(output)],
  ["edit", async (output) => (await import("./edit.ts")).renderEdit(output)],
  ["migrate", async (output) => (await import("./migrate.ts")).renderMigrate(output)],
  ["template list", async (output) => (await import("./templates.ts")).renderTemplateList(output)],
  ["template show", async (output) => (await import("./templates.ts")).renderTemplateShow(output)],
  ["status", async (output) => (await import("./status.ts")).renderStatus(output)],
  ["deps", async (output) => (await import("./deps.ts")).renderDeps(output)],
  ["dag", async (output) => (await import("./dag.ts")).renderDag(output)],
  ["group", async (output) => (await import("./group.ts")).renderGroup(output)],
  ["watch", async (output) => (await import("./watch.ts")).renderWatch(output)],
  ["watch start", async (output) => (await import("./watch.ts")).renderWatchStart(output)],
  ["watch stop", async (output) => (await import("./watch.ts")).renderWatchStop(output)],
  ["watch status", async (output) => (await import("./watch.ts")).renderWatchStatus(output)],
  ["takeover", async (output) => (await import("./takeover.ts")).renderTakeover(output)],
  ["retry", async (output, asked) => (await import("./retry.ts")).renderRetry(output, asked)],
  ["cancel", async (output) => (await import("./cancel.ts")).renderCancel(output)],
  ["archive", async (output) => (await import("./archive.ts")).renderArchive(output)],
  ["stop", async (output) => (await import("./stop.ts")).renderStop(output)],
  ["unlock", async (output) => (await import("./unlock.ts")).renderUnlock(output)],
  ["cleanup", async (output) => (await import("./cleanup.ts")).renderCleanup(output)],
  ["diagnose", async (output) => (await import("./diagnose.ts")).renderDiagnose(output)],
  ["worktree status", async (output) => (await import("./worktree-status.ts")).renderWorktreeStatus(output)],
  ["merge-driver status", async (output) => (await import("./merge-driver.ts")).renderDriverStatus(output)],
  ["merge-driver install", async (output) => (await import("./merge-driver.ts")).renderDriverStatus(output)],
  ["approve", async (output) => (await import("./decision.ts")).renderDecision(output)],
  ["reject", async (output) => (await import("./decision.ts")).renderDecision(output)],
  ["refresh", async (output) => (await import("./refresh.ts")).renderRefresh(output)],
]);

/** The text of an operation's result. */
export function renderResult(
  name: string,
  output: Record<string, unknown>,
  asked: Asked = {},
): string | Promise<string> {
  const render: Render = renderers.get(name) ?? renderDefault;
  return render(output as never, asked);
}
