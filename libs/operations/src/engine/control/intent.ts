import { readFile, rm } from "node:fs/promises";
import { replaceOwnFile, type ChantPaths } from "@chant/core/store";
import { intents, runPaths, type Intent, type RunRecord } from "../run/run-record.ts";

type Attempt = Pick<RunRecord, "spec_id" | "attempt">;

/** Leaves word for whoever drives a run, or takes it up after a crash. A record is only written by its own supervisor. */
export async function requestIntent(
  paths: ChantPaths,
  attempt: Attempt,
  intent: Exclude<Intent, "run">,
): Promise<void> {
  await replaceOwnFile(runPaths(paths, attempt).intent, `${intent}\n`);
}

/** What somebody asks of a run, if anything. */
export async function requestedIntent(paths: ChantPaths, attempt: Attempt): Promise<Intent | undefined> {
  const text = await readFile(runPaths(paths, attempt).intent, "utf8").catch(() => "");
  return intents.find((intent) => intent === text.trim());
}

/** Takes back what was asked of a run: it is over, and a later one may have the same number. */
export async function forgetIntent(paths: ChantPaths, attempt: Attempt): Promise<void> {
  await rm(runPaths(paths, attempt).intent, { force: true });
}

const pollMs = 200;

/** Calls back once when somebody asks something of a run. Gives what ends the watching, for good. */
export function watchIntent(paths: ChantPaths, attempt: Attempt, onIntent: (intent: Intent) => void): () => void {
  let ended = false;
  let timer: NodeJS.Timeout;
  const look = async () => {
    const intent = await requestedIntent(paths, attempt);
    if (ended) return;
    if (intent === undefined) timer = setTimeout(() => void look(), pollMs);
    else onIntent(intent);
  };
  timer = setTimeout(() => void look(), 0);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
