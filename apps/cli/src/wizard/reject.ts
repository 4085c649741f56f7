import { confirm, text } from "@clack/prompts";
import type { Context } from "@chant/operations";
import { askSteps, type Step } from "./steps.ts";
import type { Wizard } from "./wizards.ts";

/** Asks why, where that was not said, and whether a spec with the fix is to be made, where the config asks for one. */
export const rejectWizard: Wizard = {
  isWanted: ({ id, reason, follow_up }) => id !== undefined && (reason === undefined || follow_up === undefined),
  async ask(input, context) {
    return askSteps(await stepsFor(context), input);
  },
};

async function stepsFor(context: Context): Promise<readonly Step[]> {
  const { rejection_action: action } = (await context.project()).config.approval;
  return [
    ["reason", ({ reason }) => (reason === undefined ? text({ message: "Reason", validate: isGiven }) : undefined)],
    [
      "follow_up",
      ({ follow_up }) =>
        follow_up === undefined && action === "dependency"
          ? confirm({ message: "Make a spec with the fix, which this one waits for?", initialValue: true })
          : undefined,
    ],
  ];
}

function isGiven(answer: string | undefined): string | undefined {
  return (answer ?? "").trim() === "" ? "A reason is needed." : undefined;
}
