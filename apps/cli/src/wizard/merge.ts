import { confirm, log, multiselect } from "@clack/prompts";
import { findOperation, runOperation, type Context, type Operation } from "@chant/operations";
import { escapeControls } from "../terminal/escape.ts";
import { askSteps, type Step } from "./steps.ts";
import type { Input, Wizard } from "./wizards.ts";

interface Branch {
  readonly spec_id: string;
  readonly title?: string;
  readonly branch: string;
  readonly state: string;
}

/** What stands for every branch. */
const everything = "*";

/** Asks which of the branches are to be merged, and how. */
export const mergeWizard: Wizard = {
  isWanted: ({ ids, all, all_completed, ready, list, interactive }) =>
    interactive === true || [ids, all, all_completed, ready, list].every((field) => field === undefined),
  async ask(input, context) {
    const branches = (await findBranches(context)).filter(
      ({ state }) => state !== "merged" && state !== "not_completed",
    );
    if (branches.length === 0) return void log.info("No branch of a completed spec is left to merge.");
    const answers = await askSteps(stepsFor(branches), input);
    return answers === undefined ? undefined : toInput(answers, branches);
  },
};

async function findBranches(context: Context): Promise<readonly Branch[]> {
  const operation = (await findOperation("merge")) as Operation;
  const { branches } = (await runOperation(operation, { list: true }, context)) as { branches?: readonly Branch[] };
  return branches ?? [];
}

/** More than a screen holds is no list to choose from. */
const shownAtOnce = 12;

function stepsFor(branches: readonly Branch[]): readonly Step[] {
  const options = branches.map(({ spec_id, title = "", branch, state }) => ({
    value: spec_id,
    label: `${spec_id} ${escapeControls(title)} (${escapeControls(branch)})`,
    ...(state === "ready" ? {} : { hint: state.replace("_", " ") }),
  }));
  const all = { value: everything, label: "Select all", hint: `${branches.length} specs` };
  return [
    [
      "ids",
      () =>
        multiselect({
          message: "Select specs to merge",
          options: [...options, all],
          maxItems: shownAtOnce,
          required: true,
        }),
    ],
    ["rebase", () => confirm({ message: "Use rebase strategy?", initialValue: false })],
    ["delete_branch", () => confirm({ message: "Delete branches after merge?", initialValue: true })],
  ];
}

/** What was chosen, as the command line would say it. */
export function toInput({ ids, interactive, ...rest }: Input, branches: readonly Pick<Branch, "spec_id">[]): Input {
  const chosen = ids as readonly string[];
  return { ...rest, ids: chosen.includes(everything) ? branches.map(({ spec_id }) => spec_id) : chosen };
}
