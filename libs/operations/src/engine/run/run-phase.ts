/** The phases of a run in order; a record names the last one that was reached. */
export const phases = ["locked", "checked", "branched", "running", "judged", "finalized", "merged", "cleaned"] as const;

export type Phase = (typeof phases)[number];

/** What is wanted of a run: to go on, or that it stops, and what for. */
export const intents = ["run", "pause", "takeover", "cancel", "stop"] as const;

export type Intent = (typeof intents)[number];
