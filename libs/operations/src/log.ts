import { readFile } from "node:fs/promises";
import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { followLog } from "./engine/run/follow-log.ts";
import { findLiveAttempt, listAttempts, listLiveRecords, runPaths } from "./engine/run/run-record.ts";
import { findNamedSpec, openSpecs } from "./engine/specs/spec-neighbourhood.ts";

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
    const { id } = findNamedSpec(await openSpecs(project), context, input.id);
    const { runtime } = project;
    const live = (await listLiveRecords(runtime)).find(({ spec_id }) => spec_id === id)?.attempt;
    const last = await findLiveAttempt(runtime, id);
    const runs = [...new Set([...(await listAttempts(runtime, id)), ...(last === undefined ? [] : [last])])];
    const run = chooseRun(id, input.run, runs);
    if (run === undefined) return { spec_id: id, runs, lines: [], live: false };
    const path = runPaths(runtime, { spec_id: id, attempt: run }).text_log;
    const text = await readFile(path, "utf8").catch(() => "");
    const lines = text
      .split("\n")
      .slice(0, -1)
      .slice(input.lines === 0 ? Infinity : -input.lines);
    const shown = { spec_id: id, run, runs, path, lines, live: run === live };
    if (!input.follow || run !== live || context.surface !== "cli") return shown;
    for (const line of lines) context.report({ type: "line", spec_id: id, line });
    const going = async () => (await findLiveAttempt(runtime, id)) === run;
    await followLog({ context, id, path, from: Buffer.byteLength(text), going });
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
