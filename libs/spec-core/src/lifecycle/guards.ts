import type { ErrorCode } from "../errors/codes.ts";
import type { Readiness, Reason } from "../graph/readiness.ts";

/** What guards judge: gathered by the caller, so that the lifecycle runs nothing. Absent facts refuse nothing. */
export interface Facts {
  readonly readiness?: Readiness;
  readonly skip_deps?: boolean;
  readonly skip_approval?: boolean;
  readonly criteria_open?: readonly string[];
  readonly skip_criteria?: boolean;
  readonly commits?: number;
  readonly allow_no_commits?: boolean;
  readonly leftovers?: readonly string[];
  readonly live_run?: boolean;
  readonly dependents?: readonly string[];
}

export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** The command that helps with a spec, before its id. */
  readonly fix?: string;
}

type Guard = (facts: Facts) => Refusal | undefined;

/** Each guard answers one question; each flag relaxes one guard. */
export const guards = {
  readable: ({ readiness }) =>
    refusal(
      "PARSE_FRONTMATTER",
      ofKind(readiness, ["unreadable"]).filter((reason) => reason.spec === undefined),
    ),
  dependencies({ readiness, skip_deps }) {
    const kinds = ["dependency", "driver_dependency", "sibling", "missing", "unreadable"] as const;
    return skip_deps
      ? undefined
      : refusal(
          "STATE_BLOCKED",
          ofKind(readiness, kinds).filter((reason) => reason.spec !== undefined),
        );
  },
  members: ({ readiness }) => refusal("STATE_HAS_MEMBERS", ofKind(readiness, ["members"])),
  approved({ readiness, skip_approval }) {
    const refused = skip_approval ? undefined : refusal("STATE_NEEDS_APPROVAL", ofKind(readiness, ["approval"]));
    return refused && { ...refused, fix: "chant approve" };
  },
  criteria_ticked: ({ criteria_open: open = [], skip_criteria }) =>
    skip_criteria || open.length === 0
      ? undefined
      : { code: "STATE_TRANSITION", message: `Criteria are open: ${open.join(", ")}.` },
  has_commits: ({ commits = 1, allow_no_commits }) =>
    allow_no_commits || commits > 0 ? undefined : { code: "STATE_TRANSITION", message: "There are no commits." },
  clean_tree: ({ leftovers = [] }) =>
    leftovers.length === 0
      ? undefined
      : { code: "STATE_TRANSITION", message: `There are uncommitted changes: ${leftovers.join(", ")}.` },
  no_live_run: ({ live_run }) => (live_run ? { code: "STATE_LOCKED", message: "A run is going on." } : undefined),
  no_dependents: ({ dependents = [] }) =>
    dependents.length === 0
      ? undefined
      : { code: "STATE_BLOCKED", message: `Other specs depend on it: ${dependents.join(", ")}.` },
} as const satisfies Readonly<Record<string, Guard>>;

export type GuardName = keyof typeof guards;

function ofKind(readiness: Readiness | undefined, kinds: readonly Reason["kind"][]): Reason[] {
  return readiness?.reasons.filter((reason) => kinds.includes(reason.kind)) ?? [];
}

function refusal(code: ErrorCode, reasons: readonly Reason[]): Refusal | undefined {
  if (reasons.length === 0) return undefined;
  const waiting_on = reasons.flatMap((reason) => (reason.spec === undefined ? [] : [reason.spec]));
  return { code, message: reasons.map((reason) => reason.message).join(" "), details: { waiting_on } };
}
