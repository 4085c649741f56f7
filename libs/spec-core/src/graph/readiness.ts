import { isMemberOf, memberNumber, parentOf } from "../id/members.ts";
import { isSatisfying } from "../spec/status.ts";
import { dependenciesOf, type GraphNode, type MissingCause, type SpecGraph } from "./graph.ts";

export interface Reason {
  readonly kind:
    | "status"
    | "dependency"
    | "missing"
    | MissingCause
    | "unreadable"
    | "sibling"
    | "driver_dependency"
    | "members"
    | "approval";
  /** The spec that stands in the way. */
  readonly spec?: string;
  readonly message: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly Reason[];
}

/**
 * Whether a spec could be worked now, and everything that stands against it: its status, its header, its dependencies and
 * its driver's, earlier siblings, open members, approval. Completed and cancelled specs satisfy, archived ones too. What is
 * archived counts as a dependency only, so that nobody has to read the archive who depends on none of it. The one answer for
 * every command.
 */
export function readinessOf(id: string, graph: SpecGraph): Readiness {
  const node = graph.get(id);
  if (node === undefined)
    return { ready: false, reasons: [{ kind: "missing", spec: id, message: `There is no spec ${id}.` }] };
  const reasons = checks.flatMap((check) => check(node, graph));
  return { ready: reasons.length === 0, reasons };
}

type Check = (node: GraphNode, graph: SpecGraph) => Reason[];

const checks: readonly Check[] = [
  ({ id, readable }) => (readable ? [] : [{ kind: "unreadable", message: `${id} cannot be read.` }]),
  ({ id, status }) =>
    status === "pending" ? [] : [{ kind: "status", message: `${id} is ${status.replace("_", " ")}.` }],
  (node, graph) => dependenciesOf(node).flatMap((id) => dependencyReasons(id, { graph, kind: "dependency" })),
  driverDependencies,
  earlierSiblings,
  openMembers,
  ({ approval }) => approvalReasons(approval),
];

interface Dependency {
  readonly graph: SpecGraph;
  readonly kind: "dependency" | "driver_dependency";
}

function dependencyReasons(id: string, { graph, kind }: Dependency): Reason[] {
  const node = graph.get(id);
  if (node === undefined) return [missingReason(id, graph.causeOf(id))];
  if (!node.readable) return [{ kind: "unreadable", spec: id, message: `It depends on ${id}, which cannot be read.` }];
  if (isSatisfying(node.status)) return [];
  const whose = kind === "dependency" ? "It depends" : "Its driver depends";
  return [{ kind, spec: id, message: `${whose} on ${id}, which is ${node.status.replace("_", " ")}.` }];
}

function missingReason(id: string, cause: MissingCause | undefined): Reason {
  const repo = id.slice(0, id.indexOf(":"));
  const why = cause === undefined ? "which does not exist" : causes[cause](repo);
  return { kind: cause ?? "missing", spec: id, message: `It depends on ${id}, ${why}.` };
}

const causes: Readonly<Record<MissingCause, (repo: string) => string>> = {
  unknown_repo: (repo) => `and no repository ${repo} is configured in repos`,
  missing_path: (repo) => `and the path of the repository ${repo} does not exist`,
  missing_specs: (repo) => `and the repository ${repo} has no .chant/specs`,
};

/** Members wait for what their drivers wait for outside the group. */
function driverDependencies({ id }: GraphNode, graph: SpecGraph): Reason[] {
  const reasons: Reason[] = [];
  for (let parent = parentOf(id); parent !== undefined; parent = parentOf(parent)) {
    const driver = graph.get(parent);
    if (driver === undefined || driver.archived) continue;
    const outside = dependenciesOf(driver).filter((other) => !isMemberOf(other, driver.id));
    reasons.push(...outside.flatMap((other) => dependencyReasons(other, { graph, kind: "driver_dependency" })));
  }
  return reasons;
}

/** Members run in order, unless they say themselves what they depend on. */
function earlierSiblings({ id, depends_on }: GraphNode, graph: SpecGraph): Reason[] {
  const parent = parentOf(id);
  const number = memberNumber(id);
  if (parent === undefined || number === undefined || depends_on !== undefined) return [];
  const siblings = graph.membersOf(parent).filter((node) => parentOf(node.id) === parent);
  return siblings
    .filter((node) => (memberNumber(node.id) ?? 0) < number && isOpen(node))
    .map((node) => ({ kind: "sibling", spec: node.id, message: `${node.id} comes before it.` }));
}

function openMembers({ id }: GraphNode, graph: SpecGraph): Reason[] {
  const open = graph.membersOf(id).filter(isOpen);
  return open.map((node) => ({ kind: "members", spec: node.id, message: `Its member ${node.id} is open.` }));
}

/** What was put into the archive unfinished keeps its group waiting no more; only who depends on it waits for ever. */
function isOpen({ status, archived }: GraphNode): boolean {
  return archived !== true && !isSatisfying(status);
}

/** A rejection blocks whether or not approval was asked for; an approval is of the text that was approved. */
function approvalReasons(approval: GraphNode["approval"]): Reason[] {
  if (approval?.status === "rejected") return [{ kind: "approval", message: `It was rejected${by(approval.by)}.` }];
  if (!approval?.required || (approval.status === "approved" && approval.edited !== true)) return [];
  if (approval.status !== "approved") return [{ kind: "approval", message: "It needs an approval." }];
  const message = `It was edited since it was approved${by(approval.by)}, so it needs another approval.`;
  return [{ kind: "approval", message }];
}

function by(name: string | undefined): string {
  return name === undefined ? "" : ` by ${name}`;
}
