import type { ProgressEvent } from "@chant/operations";

/** What the progress has left to the command's result, or said already. */
export interface Told {
  /** How many seconds runs took whose end only the result tells, by spec. */
  readonly took: ReadonlyMap<string, number>;
  /** The specs whose end is told already. */
  readonly shown: ReadonlySet<string>;
  /** How many seconds a chain or parallel work took whose end only the result tells. */
  readonly dispatch?: number;
}

interface Outcomes {
  /** Whether an event is left to the result. */
  take(event: ProgressEvent): boolean;
  told(): Told;
  /** What was left to a result that does not come. */
  unsaid(): readonly ProgressEvent[];
}

type Ended = Extract<ProgressEvent, { readonly type: "run_ended" | "dispatch_ended" }>;

/**
 * Sees to it that who sees both the progress and the result reads once how things ended: of several specs each when it
 * ends, of a single one and of the whole in the result.
 */
export function createOutcomes(seen: { readonly together: boolean }): Outcomes {
  const left: Ended[] = [];
  const shown = new Set<string>();
  let several = false;
  return {
    take(event) {
      if (event.type === "dispatch_started") several = true;
      if (event.type !== "run_ended" && event.type !== "dispatch_ended") return false;
      const isLeft = seen.together && !(several && event.type === "run_ended");
      if (isLeft) left.push(event);
      else if (seen.together && event.type === "run_ended") shown.add(event.spec_id);
      return isLeft;
    },
    told() {
      const took = left.flatMap((event) =>
        event.type === "run_ended" ? [[event.spec_id, event.seconds] as const] : [],
      );
      const whole = left.find((event) => event.type === "dispatch_ended");
      return { took: new Map(took), shown, ...(whole !== undefined && { dispatch: whole.seconds }) };
    },
    // The error itself says why nothing became of a start.
    unsaid: () => left.filter((event) => event.type === "dispatch_ended" || event.outcome !== "unchanged"),
  };
}
