import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import type { Asked } from "./render.ts";
import { renderResults, type Result } from "./results.ts";

interface Retried {
  readonly results: readonly Result[];
  readonly backoff?: {
    readonly attempts: number;
    readonly retries: number;
    readonly due?: string;
    readonly gave_up?: string;
  };
}

/** What became of the spec, and how its retries stood before. */
export function renderRetry({ results, backoff }: Retried, asked: Pick<Asked, "told"> = {}): string {
  const told = renderResults({ results }, asked);
  if (backoff === undefined) return told;
  const { attempts, retries, due, gave_up } = backoff;
  const next =
    due === undefined ? `no automatic retry was due: ${gave_up ?? ""}` : `the next automatic retry was due at ${due}`;
  const line = `${attempts} attempts before, ${retries} of them automatic; ${escapeControls(next)}`;
  return `${told}  ${color.dim("before")}    ${line}\n`;
}
