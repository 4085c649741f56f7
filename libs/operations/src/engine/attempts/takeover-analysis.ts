import type { AttemptFacts } from "./attempt-facts.ts";
import { counted } from "../counted.ts";
import { oneLine } from "../one-line.ts";

/** What an attempt came to, in sentences for whoever takes over. */
export function analysisOf(facts: AttemptFacts | undefined): string {
  if (facts === undefined) return "No run of it is known on this machine.";
  const { attempt, provider, seconds, criteria_ticked: ticked, criteria_open: open, commits, files } = facts;
  const last = facts.last_actions.at(-1);
  const [error] = facts.errors;
  const total = ticked.length + open.length;
  return [
    `Attempt ${attempt} by ${provider} worked for ${seconds} s.`,
    total === 0
      ? "The spec has no acceptance criteria."
      : `${ticked.length} of ${total} acceptance criteria are ticked.`,
    `Its branch changes ${counted(files.length, "file")}, with ${counted(commits.length, "commit")} of the agent's own.`,
    ...(last === undefined
      ? []
      : [`Its last action was ${last.tool}${last.failed ? ", which failed" : ""}: ${oneLine(last.summary, 200)}`]),
    ...(error === undefined ? [] : [`It reported ${error.class}: ${oneLine(error.message, 200)}`]),
  ].join(" ");
}

interface Suggested {
  readonly id: string;
  readonly status: string;
  readonly worktree: string | undefined;
}

/** What to do next, from what the attempt came to. */
export function suggestionOf(facts: AttemptFacts | undefined, { id, status, worktree }: Suggested): string {
  if (status === "completed") return `It is completed: there is nothing to take over.`;
  if (facts === undefined || worktree === undefined) return `Edit the spec, then: chant work ${id}`;
  const [error] = facts.errors;
  if (error !== undefined) return `See to what the agent reported (${error.class}), then: chant resume ${id} --work`;
  const finish = `chant finalize ${id} --merge`;
  const { criteria_open: open, files } = facts;
  if (open.length === 0 && files.length > 0)
    return `No criterion is open. Look at the changes in ${worktree}, then: ${finish}`;
  const rest = open.length === 0 ? "the work" : `the ${counted(open.length, "open criterion", "open criteria")}`;
  return `Continue with ${rest} in ${worktree}, commit there, then: ${finish}. Or correct the spec, then: chant resume ${id} --work`;
}

/** The text of the section that a takeover leaves in the spec: a summary, in which nothing of the agent's is markdown. */
export function takeoverSection(facts: AttemptFacts, { at, suggestion }: { at: string; suggestion: string }): string {
  const { provider, model, cost, files, commits } = facts;
  const lines = [
    ...facts.criteria_ticked.map((text) => `- done: ${code(text)}`),
    ...facts.criteria_open.map((text) => `- open: ${code(text)}`),
    list("files", files, ({ path, status }) => `${code(path)} ${status}`),
    list("commits", commits, ({ hash, subject }) => `${hash.slice(0, 8)} ${code(subject)}`),
    list("tools", facts.tools, ({ tool, calls }) => `${code(tool)} ${calls}`),
    list(
      "last actions",
      facts.last_actions,
      ({ tool, summary, failed }) => code(`${tool} ${summary}`) + (failed ? " failed" : ""),
    ),
    list("errors", facts.errors, (error) => `${code(error.class)} ${code(error.message)}`),
    ...(cost === undefined ? [] : [`- cost: $${cost.toFixed(4)}`]),
  ].filter((line) => line !== undefined);
  const by = `${provider}${model === undefined ? "" : ` with ${model}`}`;
  const head = `Attempt ${facts.attempt} by ${code(by)}, taken over at ${at}.`;
  return [head, ...(lines.length === 0 ? [] : [lines.join("\n")]), code(suggestion)].join("\n\n");
}

const shown = 10;

function list<T>(name: string, items: readonly T[], tell: (item: T) => string): string | undefined {
  if (items.length === 0) return undefined;
  const more = items.length > shown ? ` and ${items.length - shown} more` : "";
  return `- ${name}: ${items.slice(0, shown).map(tell).join(", ")}${more}`;
}

/** A backtick would end the code; nothing else means anything in it. */
function code(text: string): string {
  return `\`${oneLine(text, 200).replaceAll("`", "'")}\``;
}
