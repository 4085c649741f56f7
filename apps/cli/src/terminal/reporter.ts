import type { ProgressEvent } from "@chant/operations";
import { errorColor } from "./color.ts";
import { escapeControls } from "./escape.ts";
import type { LiveRegion } from "./live-region.ts";
import { createOutcomes, type Told } from "./outcomes.ts";
import { print as printResult, printError, warn } from "./print.ts";
import { progressFrame } from "./progress-frame.ts";
import { progressLine } from "./progress-line.ts";
import { firstState, nextState } from "./progress-state.ts";

/** What shows how a command goes on. */
export interface Reporter {
  report(event: ProgressEvent): void;
  /** Whether it shows what costs something to find out. */
  readonly watched: boolean;
  /** Leaves the terminal as it was, with what stays on it; what is reported afterwards is shown as plain lines. */
  end(): Promise<void>;
  /** What was left to the command's result. */
  told(): Told;
  /** Shows what was left to a result that does not come. */
  sayRest(): void;
}

export interface Audience {
  readonly quiet: boolean;
  readonly json: boolean;
  readonly verbose?: boolean;
  /** Whether the command prints its events as JSON lines. */
  readonly streams?: boolean;
  /** Aborted by the first interrupt. */
  readonly signal?: AbortSignal;
}

/**
 * Shows progress on standard error: live on a terminal, as plain lines elsewhere, as JSON lines on standard output where
 * the command has them, and not at all with `--quiet`. Warnings come through in all but JSON; followed log lines are the result.
 */
export function createReporter(audience: Audience): Reporter {
  const { quiet, json, streams = false } = audience;
  if (json && streams && !quiet) return { ...silent, report: printEvent, watched: true };
  const reporter = json ? silent : quiet ? warningsOnly : createTextReporter(audience, isLive(process.stderr));
  return {
    ...reporter,
    report(event) {
      if (event.type === "line") return printLine(event.line);
      if (event.type === "watch" && !json && !quiet)
        return printLine(`[${new Date().toTimeString().slice(0, 8)}] ${event.message}`);
      reporter.report(event);
    },
  };
}

function printEvent(event: ProgressEvent): void {
  void printResult(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
}

function printLine(line: string): void {
  void printResult(`${escapeControls(line)}\n`);
}

const nothing: Told = { took: new Map(), shown: new Set() };

const silent: Reporter = {
  report: () => undefined,
  watched: false,
  end: done,
  told: () => nothing,
  sayRest: () => undefined,
};

const warningsOnly: Reporter = {
  ...silent,
  report: (event) => (event.type === "warning" ? void warn(escapeControls(event.message)) : undefined),
};

/** Whether lines can be drawn anew here: a terminal that obeys, with a size, and nobody's build log. */
function isLive({ isTTY, columns, rows }: NodeJS.WriteStream): boolean {
  const { TERM, CI = "" } = process.env;
  return isTTY === true && columns > 0 && rows > 0 && TERM !== "dumb" && ["", "0", "false"].includes(CI);
}

function createTextReporter({ verbose = false, signal }: Audience, live: boolean): Reporter {
  let state = firstState(Date.now());
  const outcomes = createOutcomes({ together: process.stderr.isTTY === true && process.stdout.isTTY === true });
  const draw = () => {
    const { columns, rows } = process.stderr;
    return progressFrame(state, { columns, rows, now: Date.now(), color: errorColor });
  };
  const screen = createScreen(live ? draw : undefined);
  const onAbort = () => {
    state = { ...state, stopping: true };
    if (state.runs.size > 0) screen.print(`${errorColor.yellow("⚠")} ${stopping}`);
  };
  signal?.addEventListener("abort", onAbort);
  const print = (event: ProgressEvent) => {
    const several = state.mode !== "single" || state.runs.size > 1;
    const line = progressLine(event, { plain: !live, verbose, several, total: state.total });
    if (line !== undefined) screen.print(line);
  };
  return {
    watched: live || verbose,
    report(event) {
      state = nextState(state, event, Date.now());
      if (!outcomes.take(event)) print(event);
      if (live && state.runs.size > 0) screen.open();
    },
    async end() {
      signal?.removeEventListener("abort", onAbort);
      await screen.end();
    },
    told: outcomes.told,
    sayRest: () => outcomes.unsaid().forEach(print),
  };
}

const stopping = "Interrupted: ending gracefully. Ctrl-C once more kills the agent at once.";

/** Where lines go: straight to standard error, or above the live region once there is one. */
function createScreen(draw: (() => readonly string[]) | undefined) {
  let region: LiveRegion | undefined;
  let opening: Promise<void> | undefined;
  let held: string[] = [];
  const open = async (drawn: () => readonly string[]) => {
    const { createLiveRegion } = await import("./live-region.ts");
    region = createLiveRegion(process.stderr, drawn);
    for (const line of held) region.print(line);
    held = [];
  };
  return {
    print(line: string) {
      if (region !== undefined) return region.print(line);
      if (opening !== undefined) return void held.push(line);
      void printError(`${line}\n`);
    },
    /** Shows the live region, loaded only now. */
    open() {
      if (draw !== undefined) opening ??= open(draw);
    },
    async end() {
      await opening;
      region?.end();
      [region, opening] = [undefined, undefined];
    },
  };
}

async function done(): Promise<void> {
  // Nothing to leave.
}
