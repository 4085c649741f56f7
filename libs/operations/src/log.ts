import { open, readFile, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import { findLiveRecord, listAttempts, runPaths } from "./engine/run-record.ts";
import { findSpec, loadSpecs } from "./engine/specs.ts";
import type { Place } from "./kernel/place.ts";

/** Shows what an agent did, and follows one that is at work. */
export const log = defineOperation({
  name: "log",
  summary: "Show the log of a spec's run, and follow it while the agent works",
  effect: "read",
  positionals: ["id"],
  short: { lines: "n" },
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    lines: z.coerce.number().int().min(0).default(50).describe("How many lines from the end"),
    run: z.string().default("latest").describe("Which run: a number, or latest"),
    follow: z.boolean().default(true).describe("Go on while the run lives"),
  }),
  output: z.object({
    spec_id: z.string(),
    run: z.number().optional(),
    runs: z.array(z.number()),
    path: z.string().optional(),
    lines: z.array(z.string()),
    live: z.boolean(),
  }),
  async run(input, context) {
    const project = await context.place();
    const { id } = await findSpec({ project, context, set: await loadSpecs(project), substring: true }, input.id);
    const live = (await findLiveRecord(project.runtime, id))?.attempt;
    const runs = [...new Set([...(await listAttempts(project.runtime, id)), ...(live === undefined ? [] : [live])])];
    const run = chooseRun(id, input.run, runs);
    if (run === undefined) return { spec_id: id, runs, lines: [], live: false };
    const path = runPaths(project.runtime, { spec_id: id, attempt: run }).text_log;
    const text = await readFile(path, "utf8").catch(() => "");
    const lines = text
      .split("\n")
      .slice(0, -1)
      .slice(input.lines === 0 ? Infinity : -input.lines);
    const shown = { spec_id: id, run, runs, path, lines, live: run === live };
    if (!input.follow || run !== live || context.surface !== "cli") return shown;
    for (const line of lines) context.report({ type: "line", spec_id: id, line });
    await follow({ project, context, id, path, from: Buffer.byteLength(text) });
    return { ...shown, lines: [], live: false };
  },
});

function chooseRun(id: string, wanted: string, runs: readonly number[]): number | undefined {
  if (wanted === "latest") return runs.at(-1);
  const run = Number(wanted);
  if (runs.includes(run)) return run;
  const known = runs.length === 0 ? "it has none" : `it has ${runs.join(", ")}`;
  const message = `${id} has no run ${wanted}: ${known}.`;
  throw new ChantError("INPUT_INVALID", message, { fix: `chant log ${id}`, details: { runs } });
}

interface Following {
  readonly project: Place;
  readonly context: Context;
  readonly id: string;
  readonly path: string;
  readonly from: number;
}

/** Reports lines as they are written, until the run is settled or the user interrupts. */
async function follow({ project, context, id, path, from }: Following): Promise<void> {
  let offset = from;
  let rest = "";
  for (let live = true; live && !context.signal.aborted;) {
    live = (await findLiveRecord(project.runtime, id)) !== undefined;
    const chunk = await readFrom(path, offset);
    offset += Buffer.byteLength(chunk);
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) context.report({ type: "line", spec_id: id, line });
    if (live) await delay(200, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

async function readFrom(path: string, offset: number): Promise<string> {
  const { size } = await stat(path);
  if (size <= offset) return "";
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await file.close();
  }
}
