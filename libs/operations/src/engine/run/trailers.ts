import type { Run } from "./run.ts";

/** The trailers that tell chant's own commits of a run from the agent's. */
export function trailers({ record }: Pick<Run, "record">): Readonly<Record<string, string>> {
  return { "Chant-Spec": record.spec_id, "Chant-Run": record.process_id };
}
