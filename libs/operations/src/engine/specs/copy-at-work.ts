import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSpec, type Spec } from "@chant/core";
import type { SpecEntry } from "./spec-entry.ts";

/**
 * A spec as its live run has it: the copy in the run's worktree, in which the agent ticks its boxes. The file of the checkout
 * where there is no run, or no worktree any more.
 */
export async function copyAtWork({ id, run, spec }: SpecEntry): Promise<Spec> {
  if (run?.worktree === undefined) return spec();
  const text = await readFile(join(run.worktree, run.spec_path), "utf8").catch(() => undefined);
  return text === undefined ? spec() : parseSpec(text, { id });
}
