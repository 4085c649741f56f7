import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceOwnFile } from "@chant/core/store";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { withRepositoryLock } from "../control/repository-lock.ts";
import { chooseAgent, type AgentProfile, type Choice } from "./agents.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/**
 * The configured agent whose turn it is, in every mode; undefined where none is configured or free. Whose turn it is next
 * is remembered for whatever process asks then.
 */
export async function takeTurn({ project, context }: Where, busy?: Choice["busy"]): Promise<AgentProfile | undefined> {
  const { agents } = project.config.parallel;
  if (agents.length === 0) return undefined;
  const strategy = project.config.defaults.rotation_strategy;
  const choose = (turn: number) => chooseAgent({ agents, strategy, busy, turn, random: () => context.random() });
  if (strategy !== "round_robin") return choose(0)?.agent;
  return withRepositoryLock(project, context, async () => {
    const { store } = project.runtime;
    const file = join(store, "rotation.json");
    const chosen = choose(await readTurn(file));
    if (chosen === undefined) return undefined;
    await mkdir(store, { recursive: true });
    await replaceOwnFile(file, `${JSON.stringify({ turn: chosen.turn })}\n`);
    return chosen.agent;
  });
}

/** A damaged file costs nobody more than his turn. */
async function readTurn(file: string): Promise<number> {
  try {
    const { turn } = JSON.parse(await readFile(file, "utf8")) as { readonly turn?: unknown };
    return typeof turn === "number" && Number.isSafeInteger(turn) && turn >= 0 ? turn : 0;
  } catch {
    return 0;
  }
}
