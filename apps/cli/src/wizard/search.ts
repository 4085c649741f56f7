import { select, text } from "@clack/prompts";
import { askSteps, type Step } from "./steps.ts";
import type { Input, Wizard } from "./wizards.ts";

/** Asks what to search for, and where, when the line says nothing at all. */
export const searchWizard: Wizard = {
  isWanted: (input) => Object.keys(input).length === 0,
  async ask(input) {
    const answers = await askSteps(steps, input);
    return answers === undefined ? undefined : toInput(answers);
  },
};

const any = { value: "", label: "Any" };

function choose(message: string, options: readonly { value: string; label?: string }[]): Promise<string | symbol> {
  return select({ message, options: [...options] });
}

function named(values: readonly string[]): { value: string; label: string }[] {
  return values.map((value) => ({ value, label: value.replaceAll("_", " ") }));
}

const steps: readonly Step[] = [
  [
    "query",
    () =>
      text({
        message: "Search query (keyword, label:name, status:name, type:name)",
        validate: (value) => (value?.trim() ? undefined : "There is nothing to search for."),
      }),
  ],
  [
    "scope",
    () =>
      choose("Where", [
        { value: "", label: "Title and body" },
        { value: "title_only", label: "Title only" },
        { value: "body_only", label: "Body only" },
      ]),
  ],
  [
    "since",
    () =>
      choose("When", [
        { value: "", label: "Any time" },
        { value: "7d", label: "Last 7 days" },
        { value: "2w", label: "Last 2 weeks" },
        { value: "1mo", label: "Last month" },
        { value: "custom", label: "Custom" },
      ]),
  ],
  ["from", ({ since }) => (since === "custom" ? text({ message: "Since (2026-01-20, 10d)" }) : undefined)],
  [
    "until",
    ({ since }) => (since === "custom" ? text({ message: "Until (empty: today)", defaultValue: "" }) : undefined),
  ],
  [
    "archive",
    () =>
      choose("Archived specs", [
        { value: "", label: "Include" },
        { value: "active_only", label: "Leave out" },
        { value: "archived_only", label: "Only those" },
      ]),
  ],
  ["status", () => choose("Status", [any, ...named(["pending", "ready", "in_progress", "completed", "failed"])])],
  ["type", () => choose("Type", [any, ...named(["code", "task", "documentation", "driver", "research"])])],
];

function toInput({ scope, since, from, archive, status, ...rest }: Input): Input {
  const start = since === "custom" ? from : since;
  return {
    ...rest,
    ...(typeof scope === "string" && { [scope]: true }),
    ...(typeof archive === "string" && { [archive]: true }),
    ...(start !== undefined && { since: start }),
    ...(status !== undefined && { status: [status] }),
  };
}
