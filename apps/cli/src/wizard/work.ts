import { confirm, log, multiselect, text } from "@clack/prompts";
import { findOperation, runOperation, type Context, type Operation } from "@chant/operations";
import { escapeControls } from "../terminal/escape.ts";
import { askSteps, type Step } from "./steps.ts";
import type { Input, Wizard } from "./wizards.ts";

interface Ready {
  readonly id: string;
  readonly title: string;
}

/** What stands for every ready spec. */
const everything = "*";

/** Asks which of the ready specs are to be worked, and how. */
export const workWizard: Wizard = {
  isWanted: ({ ids, chain, parallel, max }) => [ids, chain, parallel, max].every((field) => field === undefined),
  async ask(input, context) {
    const ready = await findReady(context, input);
    if (ready.length === 0) return void log.info("No spec is ready to be worked.");
    const answers = await askSteps(stepsFor(ready), input);
    return answers === undefined ? undefined : toInput(answers);
  },
};

async function findReady(context: Context, { label = [] }: Input): Promise<readonly Ready[]> {
  const operation = (await findOperation("ready")) as Operation;
  const { specs } = (await runOperation(operation, { label }, context)) as unknown as { specs: readonly Ready[] };
  return specs;
}

/** More than a screen holds is no list to choose from. */
const shownAtOnce = 12;

function stepsFor(ready: readonly Ready[]): readonly Step[] {
  const options = ready.map(({ id, title }) => ({ value: id, label: `${id} ${escapeControls(title)}` }));
  const all = { value: everything, label: "Run all in parallel", hint: `${ready.length} specs` };
  return [
    [
      "ids",
      () =>
        multiselect({ message: "Specs to work", options: [...options, all], maxItems: shownAtOnce, required: true }),
    ],
    [
      "parallel",
      ({ ids }) => (isSeveral(ids) ? confirm({ message: "Work them side by side?", initialValue: false }) : undefined),
    ],
    ["prompt", () => text({ message: "Prompt (empty: by spec and config)", defaultValue: "" })],
  ];
}

function isSeveral(ids: unknown): boolean {
  return Array.isArray(ids) && ids.length > 1 && !ids.includes(everything);
}

/** Several specs that are not to be worked side by side make a chain. */
export function toInput({ ids, parallel, ...rest }: Input): Input {
  const chosen = ids as readonly string[];
  if (chosen.includes(everything)) return { ...rest, parallel: true };
  if (chosen.length === 1) return { ...rest, ids: chosen };
  return { ...rest, ids: chosen, ...(parallel === true ? { parallel } : { chain: true }) };
}
