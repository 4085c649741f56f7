import type { Spec } from "../spec/spec.ts";

/** A file whose content goes into the prompt. */
export interface ContextFile {
  readonly path: string;
  /** Undefined when it could not be read. */
  readonly content: string | undefined;
  readonly cut: boolean;
}

export interface StandardBlock {
  readonly spec: Spec;
  /** Absolute path of the copy of the spec that the agent may edit. */
  readonly specFile: string;
  readonly worktree: string;
  readonly branch: string;
  /** The folder is the user's own checkout. */
  readonly in_place?: boolean | undefined;
  readonly files: readonly ContextFile[];
  readonly commits: boolean;
  /** Nothing that is committed may tell of chant. */
  readonly silent?: boolean;
}

/** What every agent is told whatever its prompt: where it is, which files matter, how to tick and how to commit. */
export function standardBlock(block: StandardBlock): string {
  const parts = [whereabouts(block), targets(block), contents(block), ...(block.commits ? [committing(block)] : [])];
  return parts.filter((part) => part !== "").join("\n\n");
}

function whereabouts({ worktree, branch, specFile, in_place }: StandardBlock): string {
  const whose = in_place ? "the user's own checkout" : "a git worktree of your own";
  return `## Where you are

You work in ${whose} at ${worktree}, on branch ${branch}. Stay in it and on that branch.
The spec is the file ${specFile}. In it you may tick acceptance criteria (\`- [ ]\` becomes \`- [x]\`); leave the rest of it,
and every other file below .chant/specs, as they are. New specs may be added.`;
}

function targets({ spec }: StandardBlock): string {
  const files = spec.frontmatter.target_files ?? [];
  return files.length === 0 ? "" : `## Files to change\n\n${files.map((file) => `- ${file}`).join("\n")}`;
}

function contents({ files }: StandardBlock): string {
  if (files.length === 0) return "";
  const blocks = files.map(({ path, content, cut }) => {
    if (content === undefined) return `### ${path}\n\n(could not be read)`;
    const fence = longerThanAny(content);
    return `### ${path}\n\n${fence}\n${content.trimEnd()}\n${fence}${cut ? "\n\n(cut here; read the file for the rest)" : ""}`;
  });
  return `## Files to know\n\n${blocks.join("\n\n")}`;
}

function committing({ spec, silent }: StandardBlock): string {
  const work = "Commit all your work before you end; uncommitted changes do not count.";
  const rest = "Do not commit files that do not belong to the work.";
  if (silent) return `## Committing\n\n${work} The spec is not committed, and no commit names it.\n${rest}`;
  return `## Committing

Commit all your work, ticked criteria included, before you end; uncommitted changes do not count. Begin each subject with
\`chant(${spec.id}): \`. ${rest}`;
}

function longerThanAny(text: string): string {
  const runs = [...text.matchAll(/`{3,}/g)].map((match) => match[0].length);
  return "`".repeat(Math.max(3, ...runs.map((length) => length + 1)));
}
