import { multiselect, select, text } from "@clack/prompts";
import { askSteps } from "./steps.ts";
import type { Wizard } from "./wizards.ts";

const statuses = ["ready", "completed", "pending", "in_progress", "failed", "needs_attention", "paused", "cancelled"];

const types = ["code", "task", "documentation", "research", "driver", "group"];

/** Asks for format, filters and file where the line says nothing at all. */
export const exportWizard: Wizard = {
  isWanted: (input) => Object.keys(input).length === 0,
  ask: (input) =>
    askSteps(
      [
        ["format", () => select({ message: "Export format", options: formats })],
        [
          "status",
          () =>
            multiselect({
              message: "Filter by status (none means all that are not cancelled)",
              options: statuses.map((value) => ({ value })),
              required: false,
            }),
        ],
        [
          "type",
          () =>
            select({
              message: "Filter by type",
              options: [{ value: "", label: "(none)" }, ...types.map((value) => ({ value, label: value }))],
            }),
        ],
      ],
      input,
    ),
  askOutput,
};

const formats = [
  { value: "json", label: "JSON" },
  { value: "csv", label: "CSV" },
  { value: "markdown", label: "Markdown" },
];

/** Asks for the file to write to; undefined for standard output, a symbol when it is cancelled. */
async function askOutput(): Promise<string | symbol | undefined> {
  const target = await select({
    message: "Output destination",
    options: [
      { value: "stdout", label: "Print to stdout" },
      { value: "file", label: "Save to file" },
    ],
  });
  if (target !== "file") return typeof target === "symbol" ? target : undefined;
  return text({ message: "Output filename", validate: (value) => (value?.trim() ? undefined : "A name is needed.") });
}
