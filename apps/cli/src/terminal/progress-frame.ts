import type pico from "picocolors";
import { clock, dollars } from "./elapsed.ts";
import { fitLine, oneLine, type Piece } from "./one-line.ts";
import type { ProgressState, RunState } from "./progress-state.ts";

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly color: ReturnType<typeof pico.createColors>;
}

/**
 * The lines that show how things stand at a moment: none of them as wide as the terminal, and together never as high.
 * Nothing where nothing goes on.
 */
export function progressFrame(state: ProgressState, screen: Screen): string[] {
  const lines = layouts[layoutOf(state)](state, screen);
  const height = Math.max(1, screen.rows - 1);
  // A cursor behind the last column makes some terminals begin a new line.
  return lines.slice(0, height).map((pieces) => fitLine(pieces, Math.max(1, screen.columns - 1)));
}

type Lines = readonly (readonly Piece[])[];

/** Several at once, as when a dead process left several runs, are shown as such whoever started them. */
function layoutOf({ mode, runs }: ProgressState): "none" | ProgressState["mode"] {
  if (mode === "single" && runs.size === 0) return "none";
  return runs.size > 1 ? "parallel" : mode;
}

const layouts: Readonly<Record<ReturnType<typeof layoutOf>, (state: ProgressState, screen: Screen) => Lines>> = {
  none: () => [],
  single: (state, screen) =>
    [...state.runs.values()].flatMap((run) => oneRun(run, [spin(screen), " "], [state, screen])),
  chain: (state, screen) => [...chainRuns(state, screen), tally(state, screen)],
  parallel: parallelRuns,
};

type Shown = readonly [state: ProgressState, screen: Screen];

/** Which spec, how it stands, and what its agent did last. */
function oneRun(run: RunState, lead: readonly Piece[], [state, screen]: Shown): Lines {
  const { color } = screen;
  const who = [run.agent, run.provider, run.model].filter((word) => word !== undefined).join(" ");
  const facts = [...factsOf(run, state, screen), who, ...(run.attempt > 1 ? [`attempt ${run.attempt}`] : [])];
  const rows: Lines = [
    [...lead, [color.bold, run.spec_id], ` ${oneLine(run.title ?? "")}`],
    ["  ", ...separated(facts)],
  ];
  return run.action === undefined ? rows : [...rows, ["  ", [color.dim, `→ ${oneLine(run.action)}`]]];
}

function factsOf(run: RunState, { stopping }: ProgressState, { now, color }: Screen): Piece[] {
  const { criteria, cost } = run;
  return [
    stopping ? [color.yellow, "stopping"] : doingOf(run, now),
    clock((now - run.since) / 1000),
    ...(criteria === undefined || criteria.total === 0 ? [] : [`criteria ${criteria.ticked}/${criteria.total}`]),
    ...(cost === undefined ? [] : [dollars(cost)]),
  ];
}

function doingOf({ again, doing }: RunState, now: number): string {
  return again === undefined ? doing : `tried again in ${clock((again - now) / 1000)}`;
}

function separated(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece, at) => (at === 0 ? [piece] : [" · ", piece]));
}

function chainRuns(state: ProgressState, screen: Screen): Lines {
  const runs = [...state.runs.values()];
  const position = runs[0]?.position ?? endedCount(state);
  const lead: Piece[] = [spin(screen), " ", ...bar(state, screen), `${position}/${totalOf(state)} `];
  return runs.length === 0 ? [lead] : runs.flatMap((run) => oneRun(run, [...lead, "Working on "], [state, screen]));
}

/** One line a run, as many as there is room for, then the counts. */
function parallelRuns(state: ProgressState, screen: Screen): Lines {
  const rows = [...state.runs.values()].map((run): readonly Piece[] => {
    const [what, ...facts] = separated(factsOf(run, state, screen));
    const agent: Piece[] = run.agent === undefined ? [] : [[screen.color.dim, ` ${run.agent}`]];
    const last = oneLine(run.action ?? run.title ?? "");
    const id: Piece = [screen.color.bold, run.spec_id];
    return [spin(screen), " ", id, ...agent, " ", what as Piece, ...facts, [screen.color.dim, ` → ${last}`]];
  });
  // Two lines of counts, and one that stays empty.
  const room = Math.max(1, screen.rows - 3);
  const fit = rows.length > room ? room - 1 : rows.length;
  const shown = fit < rows.length ? [...rows.slice(0, fit), [`  and ${rows.length - fit} more`]] : rows;
  const done = `${endedCount(state)}/${totalOf(state)} specs ended, ${state.runs.size} running`;
  return [...shown, ["  ", ...bar(state, screen), done], tally(state, screen)];
}

/** How many ended how, how many wait to be tried again, how long it all takes and what it has cost. */
function tally(state: ProgressState, { now }: Screen): readonly Piece[] {
  const counts = Object.entries(state.ended).map(([outcome, number]) => `${number} ${outcome.replace("_", " ")}`);
  const spent = [...state.runs.values()].reduce((sum, { cost = 0 }) => sum + cost, state.spent);
  const next = Math.min(...state.waiting.values());
  const waits = state.waiting.size === 0 ? [] : [`${state.waiting.size} tried again in ${clock((next - now) / 1000)}`];
  const cost = spent === 0 ? [] : [dollars(spent)];
  return ["  ", ...separated([...counts, ...waits, `${clock((now - state.since) / 1000)} in all`, ...cost])];
}

/** More than were known at first may have come, and more may follow. */
function totalOf(state: ProgressState): string {
  const { total, open, runs } = state;
  if (total === undefined) return "?";
  return `${Math.max(total, endedCount(state) + runs.size)}${open ? "+" : ""}`;
}

function endedCount({ ended }: ProgressState): number {
  return Object.values(ended).reduce((sum, number) => sum + number, 0);
}

const barWidth = 40;

/** As wide as the documentation shows it, less where a terminal is narrow, none where the number of specs is open. */
function bar(state: ProgressState, { columns, color }: Screen): Piece[] {
  const { total } = state;
  const width = Math.min(barWidth, columns - 45);
  if (total === undefined || total === 0 || width < 5) return [];
  const done = Math.min(width, Math.round((endedCount(state) / total) * width));
  const filled = done === 0 ? "" : `${"=".repeat(done - 1)}>`;
  return [[color.cyan, `[${filled}${"-".repeat(width - done)}] `]];
}

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

function spin({ now, color }: Screen): Piece {
  return [color.green, spinner[Math.floor(now / 125) % spinner.length] as string];
}
