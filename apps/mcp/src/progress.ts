import type { ProgressEvent } from "@chant/operations";

/** A notification of how far a call is: the number grows each time, the words are for people. */
export interface Step {
  readonly progress: number;
  readonly message: string;
}

export interface Progress {
  report(event: ProgressEvent): void;
  /** Nothing is sent any more: the answer goes out. */
  end(): void;
}

/** Tells a client what goes on, at most once in `everyMs`: of what comes faster, the last. */
export function createProgress(send: (step: Step) => void, everyMs = 1_000): Progress {
  let progress = 0;
  let waiting: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    if (waiting === undefined) return;
    send({ progress: ++progress, message: waiting });
    waiting = undefined;
    timer = setTimeout(flush, everyMs);
  };
  return {
    report(event) {
      const message = messageOf(event);
      if (message === undefined) return;
      waiting = message.replaceAll(/\s+/g, " ").trim().slice(0, longest);
      if (timer === undefined) flush();
    },
    end: () => clearTimeout(timer),
  };
}

const longest = 300;

type Type = ProgressEvent["type"];

type Texts = { readonly [Key in Type]?: (event: Extract<ProgressEvent, { readonly type: Key }>) => string | undefined };

/** What is worth telling, in words. */
const texts: Texts = {
  dispatch_started: ({ total, mode }) => `Working ${total ?? "ready"} specs (${mode})`,
  run_started: ({ attempt, provider, title = "" }) => `attempt ${attempt} with ${provider}: ${title}`,
  phase: ({ message }) => message,
  criteria: ({ ticked, total }) => `${ticked} of ${total} criteria ticked`,
  agent: ({ event }) => agentText(event),
  run_ended: ({ outcome, message }) => `${outcome.replace("_", " ")}: ${message}`,
  run_skipped: ({ message }) => `skipped: ${message}`,
  retry_scheduled: ({ message, delay_seconds: wait }) => `again in ${wait} seconds: ${message}`,
  dispatch_ended: (event) =>
    `${event.completed} completed, ${event.failed + event.needs_attention} not, ${event.skipped} skipped`,
  notice: ({ message }) => message,
  warning: ({ message }) => message,
};

function messageOf(event: ProgressEvent): string | undefined {
  const text = (texts[event.type] as ((event: ProgressEvent) => string | undefined) | undefined)?.(event);
  return text === undefined || !("spec_id" in event) || event.spec_id === undefined
    ? text
    : `${event.spec_id}: ${text}`;
}

function agentText(event: Extract<ProgressEvent, { type: "agent" }>["event"]): string | undefined {
  switch (event.type) {
    case "text":
      return event.text.slice(0, longest);
    case "tool_call":
      return `${event.tool} ${event.summary}`;
    case "error":
      return `${event.class}: ${event.message}`;
    default:
      return undefined;
  }
}
