import { ChantError } from "@chant/core/errors";
import * as z from "zod";

/** The input fields of working several specs. */
export const workInput = {
  ids: z.array(z.string()).default([]).describe("Spec ids, full or short; a driver stands for its members"),
  chain: z.boolean().default(false).describe("One after the other: these and what they free, or whatever is ready"),
  parallel: z
    .union([z.boolean(), z.number().int().min(1)])
    .default(false)
    .describe("Side by side, at most that many at once: these, or whatever is ready"),
  label: z.array(z.string()).default([]).describe("Only ready specs with one of these labels"),
  chain_max: z.number().int().min(0).default(0).describe("End a chain when that many specs are completed; 0 for never"),
  max: z.number().int().min(1).optional().describe("In parallel as many at once at most, in a chain in all"),
  keep_going: z.boolean().default(false).describe("Go on after a failure with what does not depend on it"),
  retry_failed: z.boolean().default(false).describe("Find failed specs as well as ready ones"),
  in_place: z
    .boolean()
    .default(false)
    .describe("Let the agent work in this checkout, on its branch, without a worktree"),
} as const;

type WorkInput = z.output<z.ZodObject<typeof workInput>>;

export type Mode = "single" | "chain" | "parallel";

/** How the specs are worked that a command line names. Throws INPUT_MISSING, INPUT_INVALID. */
export function modeOf(input: WorkInput): Mode {
  const { ids, chain } = input;
  const parallel = isParallel(input);
  requireCompatible(input, parallel);
  if (chain || parallel) return chain ? "chain" : "parallel";
  if (ids.length > 1) throw several(ids.join(" "));
  if (ids.length === 1) return "single";
  const message = "work needs a spec id, --chain or --parallel.";
  throw new ChantError("INPUT_MISSING", message, {
    fix: "chant work --chain",
    details: { suggestions: ["chant ready"] },
  });
}

/** How many at once is a question of parallel work only, so whoever answers it means that. */
function isParallel({ chain, parallel, max }: WorkInput): boolean {
  return parallel !== false || (!chain && max !== undefined);
}

function requireCompatible({ ids, chain, in_place }: WorkInput, parallel: boolean): void {
  if (!parallel || (!chain && !in_place)) return;
  const why = chain ? "--chain and --parallel exclude each other." : "Agents in one checkout work one after the other.";
  throw new ChantError("INPUT_INVALID", why, { fix: ["chant work --chain", ...ids].join(" ") });
}

function several(named: string): ChantError {
  const suggestions = [`chant work --chain ${named}`, `chant work --parallel ${named}`];
  const message = "Several specs are worked with --chain (one after the other) or --parallel (side by side).";
  return new ChantError("INPUT_INVALID", message, { fix: suggestions[0] as string, details: { suggestions } });
}
