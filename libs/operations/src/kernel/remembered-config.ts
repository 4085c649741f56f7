import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "@chant/core";
import type { ChantPaths } from "@chant/core/store";
import { replaceDerived, toAscii } from "./derived-file.ts";
import { stateOf, toStamp } from "./stamp.ts";

interface Remembered {
  readonly key: string;
  readonly config: Config;
}

/**
 * The config that some files make, from the last time that they were read while they are as they were: YAML and the schema
 * take a quarter of a start to load. What is remembered is never needed, and may be missing, damaged or unwritable.
 */
export async function rememberConfig(
  { store }: ChantPaths,
  files: readonly string[],
  read: () => Promise<Config>,
): Promise<Config> {
  const file = join(store, "config.json");
  const key = keyOf(files);
  const known = key === undefined ? undefined : readRemembered(file);
  if (known?.key === key && known?.config !== undefined) return known.config;
  const config = await read();
  if (key !== undefined) replaceDerived(file, toAscii(JSON.stringify({ key, config } satisfies Remembered)));
  return config;
}

/** What must be the same: the files, and the code that reads them. Undefined while one may change without a trace. */
function keyOf(files: readonly string[]): string | undefined {
  const states = [...files, fileURLToPath(import.meta.url)].map((path) => {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return [path];
    const state = stateOf(path, true);
    return state && [path, ...toStamp(state)];
  });
  return states.includes(undefined) ? undefined : JSON.stringify(states);
}

function readRemembered(file: string): Partial<Remembered> | null | undefined {
  try {
    return JSON.parse(readFileSync(file, "latin1")) as Partial<Remembered> | null;
  } catch {
    return undefined;
  }
}
