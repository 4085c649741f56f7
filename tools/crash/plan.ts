import { createDice, type Dice } from "./dice.ts";
import { scenarios, type Scenario } from "./scenarios.ts";

/** The named points of `CHANT_CRASH_AT`. */
export const points = [
  ...["locked", "checked", "agent:started", "agent:ended", "hooks:after"],
  ...["branched", "running", "judged", "finalized", "merged", "cleaned"].flatMap((phase) => [
    `${phase}:before`,
    `${phase}:after`,
  ]),
  ...["swap:prepared", "swap:read-tree", "reset:backed-up", "rebase:backed-up", "archive:placed", "archive:committed"],
  ...["resolution:before", "resolution:started", "resolution:backed-up", "claim:asked", "publish:pushed"],
] as const;

/** Something that goes wrong. Moments are fractions of what the operation takes when nothing does. */
export type Fault =
  /** The process kills itself at a named point. */
  | { readonly kind: "point"; readonly at: string }
  /** A signal from outside: at chant alone, at the agent's process group, or at everything there is, as a power cut does. */
  | { readonly kind: "time"; readonly at: number; readonly whom: "chant" | "agent" | "everything" }
  /** One call of git dies, or takes its caller with it. */
  | { readonly kind: "git"; readonly at: number; readonly how: (typeof gitFaults)[number] }
  /** The process dies before or behind one of its writes to the disk, or that one and all later ones fail. */
  | { readonly kind: "write"; readonly at: number; readonly how: (typeof writeFaults)[number] }
  /** The file system itself is full, or lets nobody write, from a moment on. */
  | { readonly kind: "disk"; readonly at: number; readonly how: (typeof diskFaults)[number] };

const gitFaults = ["itself", "midway", "caller-before", "caller-after"] as const;
const writeFaults = ["kill-before", "kill-after", "ENOSPC", "EROFS"] as const;
const diskFaults = ["full", "read-only"] as const;

/** All that a round does. */
export interface Round {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly fault: Fault;
  /** What goes wrong while it is recovered from; then recovery is done once more. */
  readonly recovery: Fault | undefined;
}

/** The same seed and selection give the same round; neighbouring seeds play different scenarios. */
export function planRound(seed: number, only?: string): Round {
  const selected = selectScenarios(only);
  const dice = createDice(seed);
  const scenario = selected[seed % selected.length] as Scenario;
  const fault = throwFault(dice, kindsOf(scenario));
  const recovery = dice.chance(0.25) ? throwFault(dice, ["point", "write", "write", "git", "time"]) : undefined;
  return { seed, scenario, fault, recovery };
}

/** Scenarios whose name, or whose operation, is that; all without a name. Throws where there is none. */
function selectScenarios(only?: string): readonly Scenario[] {
  const selected = scenarios.filter(({ name, operation }) => only === undefined || [name, operation].includes(only));
  if (selected.length > 0) return selected;
  throw new Error(`No scenario ${only}. There are: ${scenarios.map(({ name }) => name).join(", ")}.`);
}

/** What a run passes has names; what only edits a file has none. */
const unnamed: ReadonlySet<string> = new Set([
  "init",
  "add",
  "edit",
  "derive",
  "lint",
  "migrate",
  "archive",
  "config trust",
]);

function kindsOf({ operation }: Scenario): readonly Fault["kind"][] {
  return unnamed.has(operation)
    ? ["time", "git", "git", "write", "write", "write", "disk"]
    : ["point", "point", "time", "time", "git", "git", "write", "write", "write", "disk"];
}

function throwFault(dice: Dice, kinds: readonly Fault["kind"][]): Fault {
  const kind = dice.pick(kinds);
  const at = dice.fraction();
  if (kind === "point") return { kind, at: dice.pick(points) };
  if (kind === "time") return { kind, at, whom: dice.pick(["chant", "chant", "agent", "everything"] as const) };
  if (kind === "git") return { kind, at, how: dice.pick(gitFaults) };
  if (kind === "write") return { kind, at, how: dice.pick(writeFaults) };
  return { kind, at, how: dice.pick(diskFaults) };
}

/** One word for a fault, for figures. */
export function faultName(fault: Fault): string {
  if (fault.kind === "point") return "point";
  return `${fault.kind} ${fault.kind === "time" ? fault.whom : fault.how}`;
}
