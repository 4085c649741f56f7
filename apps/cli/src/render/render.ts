import { renderDefault } from "./default.ts";

type Render = (output: never) => string;

/** Operations whose result reads better in its own form. */
const renderers: Readonly<Record<string, () => Promise<Render>>> = {
  add: async () => (await import("./add.ts")).renderAdd,
  init: async () => (await import("./init.ts")).renderInit,
  list: async () => (await import("./list.ts")).renderList,
  log: async () => (await import("./log.ts")).renderLog,
  show: async () => (await import("./show.ts")).renderShow,
  version: async () => (await import("./version.ts")).renderVersion,
  ...Object.fromEntries(
    ["work", "resume", "finalize", "merge", "recover"].map((name) => [
      name,
      async () => (await import("./results.ts")).renderResults,
    ]),
  ),
};

/** The text of an operation's result. */
export async function renderResult(name: string, output: Record<string, unknown>): Promise<string> {
  const load = Object.hasOwn(renderers, name) ? renderers[name] : undefined;
  return load === undefined ? renderDefault(output) : (await load())(output as never);
}
