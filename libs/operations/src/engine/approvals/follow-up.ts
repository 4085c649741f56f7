import { rm } from "node:fs/promises";
import { addDependency, criteriaOf, setFields, type Frontmatter, type Spec } from "@chant/core";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { createSpecFile } from "../edit/new-id.ts";
import { composeSpec } from "../edit/new-spec.ts";
import { fileState, findRepository, pathInRepository } from "../edit/spec-file.ts";
import { withoutUndefined } from "../run/run-result.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";

export interface Rejected {
  readonly project: Project;
  readonly context: Context;
  readonly set: SpecSet;
  readonly entry: SpecEntry;
  readonly by: string;
  readonly reason: string;
}

/** What follows a rejection: new specs, and what that makes of the rejected one. */
export interface FollowUp {
  readonly specs: readonly { readonly id: string; readonly path: string }[];
  edit(spec: Spec): Spec;
}

/** Why a rejection of a spec has no further consequence, although the config asks for one; undefined where it may have. */
export function whyNoFollowUp({ set, entry }: Pick<Rejected, "set" | "entry">, action: Action): string | undefined {
  const { id, status } = entry;
  if (status === "completed" || status === "cancelled") return `${id} is ${status}: nothing follows.`;
  if (action === "dependency") return undefined;
  if (set.graph.membersOf(id).length > 0) return `${id} has members already: it is not split again.`;
  const was = status.replace("_", " ");
  return status === "pending" ? undefined : `${id} is ${was}, with work of its own: it is not split into members.`;
}

/** What the config may ask for: `approval.rejection_action`, but for `manual`. */
export type Action = "dependency" | "group";

export const followUps: Readonly<Record<Action, (rejected: Rejected) => Promise<FollowUp>>> = {
  dependency: makeFix,
  group: makeMembers,
};

/** Removes the files of new specs, where what they follow from could not be recorded. */
export async function withdraw({ specs }: FollowUp): Promise<void> {
  await Promise.all(specs.map(({ path }) => rm(path, { force: true })));
}

/** A spec with the fix, which the rejected one waits for. */
async function makeFix(rejected: Rejected): Promise<FollowUp> {
  const { project, context, set, entry } = rejected;
  const { id, path } = await createSpecFile({ project, context, set }, (fix) => ({
    spec: composeSpec({
      id: fix,
      title: `Fix rejection issues for ${entry.id}`,
      body: quoted(rejected),
      criteria: ["Every issue that the rejection names is resolved", "The rejected spec can be approved"],
      fields: {},
    }),
  }));
  return { specs: [{ id, path }], edit: (spec) => addDependency(spec, id) };
}

/**
 * A member for each criterion, one after the other; without criteria one with the fix. The driver keeps its text, and its
 * criteria as what has to hold in the end. Where it needed an approval, each member needs one.
 */
async function makeMembers(rejected: Rejected): Promise<FollowUp> {
  const { project, context, set, entry } = rejected;
  const criteria = criteriaOf(entry.spec()).map(({ text }) => text);
  const titles = criteria.length === 0 ? [`Fix rejection issues for ${entry.id}`] : criteria;
  const shared = await sharedFields(rejected);
  const specs: { id: string; path: string }[] = [];
  try {
    for (const title of titles) {
      const previous = specs.at(-1)?.id;
      const fields = { ...shared, ...(previous === undefined ? {} : { depends_on: [previous] }) };
      const body = `Part of ${entry.id}: ${oneLineTitle(entry)}.\n\n${quoted(rejected)}`;
      const make = (id: string) => ({ spec: composeSpec({ id, title, body, criteria: [title], fields }) });
      const { id, path } = await createSpecFile({ project, context, set, group: entry.id }, make);
      specs.push({ id, path });
    }
  } catch (error) {
    await withdraw({ specs, edit: (spec) => spec });
    throw error;
  }
  return { specs, edit: (spec) => setFields(spec, { type: "driver" }) };
}

function oneLineTitle({ id, title }: SpecEntry): string {
  return (title ?? id).replaceAll(/\s+/g, " ");
}

/** A member is worked as the whole would have been, with the whole before the agent's eyes. */
async function sharedFields({ project, entry }: Rejected): Promise<Partial<Frontmatter>> {
  const { prompt, provider, model, target_files, context = [], approval } = entry.spec().frontmatter;
  const repository = await findRepository(project);
  const isTracked = repository !== undefined && (await fileState(repository, entry.path)).state !== "ignored";
  const files = [...(isTracked ? [pathInRepository(repository, entry.path)] : []), ...context];
  return withoutUndefined({
    ...{ prompt, provider, model, target_files },
    context: files.length === 0 ? undefined : files,
    approval: approval?.required === true ? ({ required: true, status: "pending" } as const) : undefined,
  });
}

/** What was said, as a quote: nothing in it is markdown of the new spec's own. */
function quoted({ entry, by, reason }: Rejected): string {
  const lines = reason.trim().split(/\r\n|[\r\n\u2028\u2029]/);
  return [`${by} rejected ${entry.id}:`, "", ...lines.map((line) => `> ${line}`.trimEnd())].join("\n");
}
