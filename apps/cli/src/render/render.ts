import { renderAdd } from "./add.ts";
import { renderConfig } from "./config.ts";
import { renderDefault } from "./default.ts";
import { renderInit } from "./init.ts";
import { renderList } from "./list.ts";
import { renderLog } from "./log.ts";
import { renderResults } from "./results.ts";
import { renderShow } from "./show.ts";
import { renderVersion } from "./version.ts";

type Render = (output: never) => string;

/** Operations whose result reads better in its own form. */
const renderers: ReadonlyMap<string, Render> = new Map<string, Render>([
  ["add", renderAdd],
  ["config", renderConfig],
  ["init", renderInit],
  ["list", renderList],
  ["log", renderLog],
  ["show", renderShow],
  ["version", renderVersion],
  ["work", renderResults],
  ["resume", renderResults],
  ["finalize", renderResults],
  ["merge", renderResults],
  ["recover", renderResults],
]);

/** The text of an operation's result. */
export function renderResult(name: string, output: Record<string, unknown>): string {
  const render: Render = renderers.get(name) ?? renderDefault;
  return render(output as never);
}
