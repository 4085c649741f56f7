import { transition, type Facts, type FieldEdits, type Spec, type Status, type Trigger } from "@chant/core";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { editSpecs } from "./edit-specs.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";

export interface StatusChange {
  readonly project: Project;
  readonly context: Context;
  readonly entry: SpecEntry;
  readonly to: Status;
  readonly trigger: Trigger;
  readonly facts?: Facts;
  /** Fields that go with the status, from the file as it lies there. */
  fields?(spec: Spec): FieldEdits;
  /** What else becomes of the spec. */
  edit?(spec: Spec): Spec;
}

/** Changes the status of a spec in the checkout, by a commit of its file. Throws STATE_TRANSITION and the codes of guards, with nothing changed. */
export async function changeStatus(change: StatusChange): Promise<void> {
  const { project, context, entry, to, trigger, facts = {} } = change;
  await editSpecs({
    project,
    context,
    entries: [entry],
    edit(spec) {
      const changed = transition(spec, to, { trigger, facts, fields: change.fields?.(spec) ?? {} });
      return change.edit?.(changed) ?? changed;
    },
    subject: ([id = entry.id]) => `${trigger} ${id}`,
    trailers: { "Chant-Spec": entry.id },
  });
}
