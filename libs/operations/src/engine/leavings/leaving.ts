import * as z from "zod";
import type { Repository } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";

/** Something that chant made and that lies about. */
export const leaving = z.object({
  kind: z.enum(["worktree", "branch", "lock", "run_files", "temporary"]),
  path: z.string().optional(),
  branch: z.string().optional(),
  spec_id: z.string().optional(),
  status: z.string().optional(),
  reason: z.string().describe("Why nobody needs it, or why it stays"),
  bytes: z.number(),
  whole: z.boolean().describe("False: it takes more than that"),
  modified_at: z.string().optional(),
  backup_ref: z.string().optional().describe("Where what was only there is kept"),
});

export type Leaving = z.output<typeof leaving>;

/** Something left, and how it goes; without `remove` it stays. */
export interface Found {
  readonly leaving: Leaving;
  /** Gives the ref under which what was only there is kept. Throws when it has to stay after all. */
  remove?(): Promise<string | undefined>;
}

/** What finding takes. */
export interface Ground {
  readonly project: Project;
  readonly context: Context;
  readonly repository: Repository | undefined;
  /** The spec of an id, archived ones included. */
  findSpec(id: string): SpecEntry | undefined;
  /** Also worktrees in which a later run would go on. */
  readonly all_worktrees: boolean;
}

const over: ReadonlySet<string> = new Set(["completed", "cancelled"]);

/** Whether somebody may still go on with a spec. */
export function isOpen(spec: SpecEntry | undefined): spec is SpecEntry {
  return spec !== undefined && !spec.archived && !over.has(spec.status);
}
