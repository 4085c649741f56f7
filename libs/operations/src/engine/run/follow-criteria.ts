import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { criteriaOf, parseSpec } from "@chant/core";
import { workFolder, type Run } from "./run.ts";

const everyMs = 1_000;

/** More than any spec; an agent can make its copy what it likes. */
const largest = 1024 * 1024;

/**
 * Tells how many acceptance criteria the agent has ticked in its copy of the spec, whenever that changes, where somebody
 * looks. The run never waits for it, and nothing of it can fail the run. Gives what ends it.
 */
export function followCriteria(run: Run): () => void {
  const { context, record } = run;
  if (!context.watched) return () => undefined;
  const read = createReader(join(workFolder(run), record.spec_path), record.spec_id);
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const counts = await read().catch(() => undefined);
    if (ended) return;
    if (counts !== undefined) context.report({ type: "criteria", spec_id: record.spec_id, ...counts });
    timer = setTimeout(() => void look(), everyMs).unref();
  };
  void look();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

interface Counts {
  readonly ticked: number;
  readonly total: number;
}

/** Gives the counts when they differ from those given last; the file is read only when it was changed. */
function createReader(file: string, id: string): () => Promise<Counts | undefined> {
  let version = "";
  let told = "0/0";
  return async () => {
    const { size, mtimeMs, ino } = await regular(file);
    if (version === `${size} ${mtimeMs} ${ino}`) return undefined;
    version = `${size} ${mtimeMs} ${ino}`;
    const criteria = criteriaOf(parseSpec(await readFile(file, "utf8"), { id }));
    const counts = { ticked: criteria.filter(({ checked }) => checked).length, total: criteria.length };
    if (told === `${counts.ticked}/${counts.total}`) return undefined;
    told = `${counts.ticked}/${counts.total}`;
    return counts;
  };
}

async function regular(file: string) {
  const found = await lstat(file);
  if (found.isFile() && found.size <= largest) return found;
  throw new Error(`${file} is not a file to read.`);
}
