#!/usr/bin/env node
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { codeCacheFile, readCodeCache, writeCodeCache } from "./code-cache.ts";
import { createScripts } from "./load-scripts.ts";
import type * as MergeDriver from "./merge-driver.ts";
import type * as StartCommand from "./start-command.ts";

const [first, ...rest] = process.argv.slice(2);

// Everything else is loaded only when it is needed: the version is asked for by scripts, often.
if (first === "--version" || first === "-V") process.stdout.write(`chant ${manifest.version}\n`);
else run();

function run(): void {
  const load = openScripts();
  if (first === "merge-driver" && rest.length >= 3) {
    // Git calls it once a file.
    const { callMergeDriver } = load("merge-driver.js") as typeof MergeDriver;
    process.exitCode = callMergeDriver(rest);
  } else {
    const { start } = load("start-command.js") as typeof StartCommand;
    void start(process.argv.slice(2));
  }
}

/** The scripts beside this one, whose code is kept when the process ends. */
function openScripts(): (name: string) => unknown {
  const file = codeCacheFile(first, process.env);
  const kept = file === undefined ? new Map<string, never>() : readCodeCache(file);
  const { load, compiled } = createScripts(dirname(fileURLToPath(import.meta.url)), kept);
  if (file === undefined) return load;
  process.on("exit", (code) => {
    const cache = code === wrongUsage ? undefined : compiled();
    if (cache !== undefined) writeCodeCache(file, cache);
  });
  return load;
}

/** A word that is no command would get a file of its own. */
const wrongUsage = 2;
