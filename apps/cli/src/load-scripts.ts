import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";
import type { CodeCache } from "./code-cache.ts";

interface Loaded {
  readonly name: string;
  readonly source: number;
  readonly script: Script;
  /** How V8 came to its code. */
  readonly compiled: "before" | "now" | "again";
}

/** Loads the scripts of a build, which are CommonJS and name each other by `./NAME`, with code that was kept of them. */
export interface Scripts {
  load(name: string): unknown;
  /** The code to keep for the next time; undefined where there is nothing to add to what was kept. */
  compiled(): CodeCache | undefined;
}

/**
 * Compiling what a command needs takes as long as starting Node. Node itself keeps compiled code from version 22 on, and of
 * modules that are loaded after it was asked to; here it is all, with every function that was called.
 */
export function createScripts(folder: string, kept: CodeCache): Scripts {
  const loaded: Loaded[] = [];
  const modules = new Map<string, { exports: unknown }>();
  const outside = createRequire(join(folder, "bin.js"));
  const require = (name: string): unknown => (/^\.\/.*\.js$/.test(name) ? load(name.slice(2)) : outside(name));
  function load(name: string): unknown {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} as unknown };
    modules.set(name, module);
    const path = join(folder, name);
    const compiled = compile(path, name, kept);
    loaded.push(compiled);
    (compiled.script.runInThisContext() as Wrapped)(module.exports, require, module, path, folder);
    return module.exports;
  }
  return { load, compiled: () => toCache(loaded, kept) };
}

type Wrapped = (...given: readonly unknown[]) => void;

function compile(path: string, name: string, kept: CodeCache): Loaded {
  const bytes = readFileSync(path);
  const source = crc32(bytes);
  const code = kept.get(name);
  const cachedData = code?.source === source ? code.data : undefined;
  // The build writes ASCII, which V8 need not copy.
  const text = `(function(exports,require,module,__filename,__dirname){${bytes.toString("latin1")}\n})`;
  const script = new Script(text, { filename: path, ...(cachedData && { cachedData }) });
  const isKept = cachedData !== undefined && !script.cachedDataRejected;
  return { name, source, script, compiled: isKept ? "before" : code === undefined ? "now" : "again" };
}

/** What was kept of scripts that were not loaded this time stays, unless it is of another build or another V8. */
function toCache(loaded: readonly Loaded[], kept: CodeCache): CodeCache | undefined {
  if (loaded.every(({ compiled }) => compiled === "before")) return undefined;
  const isOther = loaded.some(({ compiled }) => compiled === "again");
  const now = loaded.map(({ name, source, script }) => [name, { source, data: script.createCachedData() }] as const);
  return new Map([...(isOther ? [] : kept), ...now]);
}
