import { criteriaOf } from "../spec/criteria.ts";
import { sectionsOf } from "../spec/markdown.ts";
import type { Spec } from "../spec/spec.ts";
import type { PromptVariables } from "./render.ts";

export interface VariableSource {
  readonly spec: Spec;
  readonly specFile: string;
  readonly project: string;
  readonly worktree: string;
  readonly branch: string;
  /** The folder is the user's own checkout. */
  readonly in_place?: boolean | undefined;
  readonly model: string | undefined;
  /** The conflict that is to be resolved. */
  readonly conflict?: Conflict | undefined;
}

export interface Conflict {
  /** Short name of the branch that is merged into the spec's. */
  readonly target: string;
  readonly files: readonly string[];
  /** What conflicts, as git shows it. */
  readonly diff: string;
}

const generated = /^(agent (output|conversation)|execution result|output|takeover analysis)$/i;

/** The variables that a prompt may name. */
export function promptVariables(source: VariableSource): PromptVariables {
  const { spec, specFile, project, worktree, branch, in_place, model, conflict } = source;
  const { target_files = [], context = [] } = spec.frontmatter;
  const criteria = criteriaOf(spec).map((criterion) => `- [${criterion.checked ? "x" : " "}] ${criterion.text}`);
  const description = describe(spec);
  return {
    "project.name": project,
    "spec.id": spec.id,
    "spec.title": spec.title ?? "(untitled)",
    "spec.description": description,
    "spec.path": specFile,
    "spec.model": model ?? "",
    "spec.acceptance": criteria.join("\n"),
    "spec.target_files": target_files.join("\n"),
    "spec.context": context.join("\n"),
    "spec.context_files": context.join("\n"),
    spec: `${spec.id}\n\n${description}`,
    "worktree.path": worktree,
    "worktree.branch": branch,
    "worktree.isolated": String(in_place !== true),
    ...(conflict && conflictVariables(branch, conflict)),
  };
}

function conflictVariables(branch: string, { target, files, diff }: Conflict): PromptVariables {
  return {
    branch_name: branch,
    target_branch: target,
    conflicting_files: files.map((file) => `- ${file}`).join("\n"),
    conflict_diff: diff,
  };
}

/** The body without its title and without what agents wrote into it: that would be read as part of the task. */
function describe(spec: Spec): string {
  const sections = sectionsOf(spec);
  const title = sections.find((section) => section.heading.depth === 1);
  const cuts = sections.filter((section) => section.heading.depth === 2 && generated.test(section.name));
  const ranges = [
    ...(title === undefined ? [] : [{ start: title.start, end: title.heading.position?.end.offset ?? title.start }]),
    ...cuts.map(({ start, end }) => ({ start, end })),
  ];
  const kept = ranges
    .sort((a, b) => b.start - a.start)
    .reduce((body, { start, end }) => body.slice(0, start) + body.slice(end), spec.body);
  return kept.trim();
}
