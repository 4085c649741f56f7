import * as z from "zod";
import { ChantError } from "@chant/core/errors";
import { defineOperation } from "./kernel/operation.ts";
import { dependencyProblem, findDependencyProblems } from "./engine/specs/dependency-problems.ts";
import { findSpec, loadSpecs, statusOf, type SpecSet } from "./engine/specs/specs.ts";
import { allWaitersOf, allWaitsOf, type FarWait } from "./engine/specs/waits.ts";

const wait = z.object({
  id: z.string(),
  title: z.string().optional(),
  status: z.string(),
  kind: z.string().describe("dependency, driver_dependency, sibling, members, or why it is not there"),
  satisfied: z.boolean().describe("Whether it no longer keeps anybody waiting"),
  via: z.string().optional().describe("The spec between; absent where there is none"),
  message: z.string().optional(),
});

/** Tells what a spec waits for and what waits for it; with `check` what is wrong with the dependencies of all specs. */
export const deps = defineOperation({
  name: "deps",
  summary: "Show what a spec waits for and what waits for it",
  effect: "read",
  positionals: ["id"],
  input: z.object({
    id: z.string().optional().describe("Spec id, full or short"),
    check: z.boolean().default(false).describe("Look for problems with the dependencies of all specs, or of this one"),
  }),
  output: z.object({
    spec: z.object({ id: z.string(), title: z.string(), status: z.string(), ready: z.boolean() }).optional(),
    waits_for: z.array(wait).optional(),
    waited_for_by: z.array(wait).optional(),
    problems: z.array(dependencyProblem).optional(),
    checked: z.number().optional().describe("How many specs were checked"),
  }),
  exitCode: ({ problems = [] }) => (problems.some(({ severity }) => severity === "error") ? 1 : 0),
  async run({ id, check }, context) {
    if (id === undefined && !check) throw nothingAsked();
    const place = await context.place();
    const set = await loadSpecs(place);
    const entry = id === undefined ? undefined : await findSpec({ project: place, context, set, substring: true }, id);
    if (check) return checkAll(set, entry?.id);
    const { id: found, title = "", status } = entry as NonNullable<typeof entry>;
    return {
      spec: { id: found, title, status, ready: set.readinessOf(found).ready },
      waits_for: allWaitsOf(set, found).map(toShown(set)),
      waited_for_by: allWaitersOf(set, found).map(toShown(set)),
    };
  },
});

function nothingAsked(): ChantError {
  return new ChantError("INPUT_MISSING", "deps needs the id of a spec, or --check for all of them.", {
    fix: "chant deps --check",
  });
}

function checkAll(set: SpecSet, only: string | undefined) {
  const all = findDependencyProblems(set);
  if (only === undefined) return { problems: all, checked: set.active.length };
  return { problems: all.filter(({ spec_id, cycle }) => spec_id === only || cycle?.includes(only)), checked: 1 };
}

function toShown(set: SpecSet): (far: FarWait) => z.output<typeof wait> {
  return (one) => {
    const entry = set.find(one.id);
    return { ...one, status: statusOf(set, one.id), ...(entry?.title !== undefined && { title: entry.title }) };
  };
}
