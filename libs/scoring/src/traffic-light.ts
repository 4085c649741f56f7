import { worse, type Score } from "./score.ts";

/** The dimensions that decide whether a spec can be worked as it is. */
export interface Decisive {
  readonly complexity: Score;
  readonly confidence: Score;
  readonly criteria_quality: Score;
}

export interface TrafficLight {
  readonly light: "ready" | "review" | "refine";
  readonly color: "green" | "yellow" | "red";
  /** The reasons of the dimensions that keep it from being ready. */
  readonly why: readonly string[];
}

/** One answer of three grades: any D is red, A and B alone are green, everything else is yellow. */
export function trafficLightOf({ complexity, confidence, criteria_quality }: Decisive): TrafficLight {
  const scores = [complexity, confidence, criteria_quality];
  const worst = scores.map(({ grade }) => grade).reduce(worse, "A");
  const why = scores.filter(({ grade }) => grade > "B").flatMap((score) => score.why);
  return { ...lights[worst], why };
}

const green = { light: "ready", color: "green" } as const;

const lights = {
  A: green,
  B: green,
  C: { light: "review", color: "yellow" },
  D: { light: "refine", color: "red" },
} as const;
