import { createLogUpdate } from "log-update";
import { widthOf } from "./width.ts";

/** A few lines at the end of a terminal that are drawn anew in place; everything else is printed above them. */
export interface LiveRegion {
  /** Prints a whole line, or several, above the region. */
  print(line: string): void;
  /** Takes the region away, prints what is still to be printed and gives the cursor back. */
  end(): void;
}

/** Eight times a second: smooth enough for a spinner, little enough for a slow connection. */
const everyMs = 125;

/**
 * Shows what `draw` gives, again and again. The cursor is hidden meanwhile, and comes back when the region or the process
 * ends, or when the user suspends it.
 */
export function createLiveRegion(stream: NodeJS.WriteStream, draw: () => readonly string[]): LiveRegion {
  // A terminal that was closed takes no more; the run goes on, or is paused by the signal that comes with it.
  if (stream.listenerCount("error") === 0) stream.on("error", () => undefined);
  const painter = createPainter(stream);
  let above: string[] = [];
  const printAbove = () => {
    if (above.length === 0) return;
    painter.clear();
    stream.write(above.map((line) => `${line}\n`).join(""));
    above = [];
  };
  const refresh = () => {
    printAbove();
    painter.paint(draw());
  };
  const onSuspend = () => {
    painter.end();
    process.kill(process.pid, "SIGSTOP");
  };
  const timer = setInterval(refresh, everyMs);
  stream.on("resize", painter.resized);
  process.on("SIGTSTP", onSuspend);
  refresh();
  return {
    print: (line) => void above.push(line),
    end() {
      clearInterval(timer);
      stream.off("resize", painter.resized);
      process.off("SIGTSTP", onSuspend);
      printAbove();
      painter.end();
    },
  };
}

function createPainter(stream: NodeJS.WriteStream) {
  let update = createLogUpdate(stream);
  let shown: readonly string[] = [];
  let { columns } = stream;
  const clear = () => {
    if (shown.length > 0) update.clear();
    shown = [];
  };
  return {
    clear,
    paint(lines: readonly string[]) {
      if (lines.length === 0) return clear();
      update(lines.join("\n"));
      shown = lines;
    },
    /** A terminal that became narrower has broken the lines that are shown. */
    resized() {
      if (shown.length > 0 && stream.columns < columns) {
        stream.write(eraseReflowed(shown, stream.columns));
        update = createLogUpdate(stream);
        shown = [];
      }
      ({ columns } = stream);
    },
    end() {
      clear();
      update.done();
    },
  };
}

/** They take more rows than before. */
function eraseReflowed(lines: readonly string[], columns: number): string {
  const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / Math.max(1, columns))), 0);
  return `${"\u001b[1A\u001b[2K".repeat(rows)}\r`;
}
