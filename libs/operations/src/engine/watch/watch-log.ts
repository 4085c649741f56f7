import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Context } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";

/** Tells what watch does, on its surface and in `.chant/logs/watch.log`. */
export interface WatchLog {
  readonly file: string;
  say(message: string, specId?: string): void;
  /** The same, unless it was the last thing said of the spec. */
  sayOnce(message: string, specId: string): void;
}

const fullBytes = 512 * 1024;

/** Opens the log. A dry run is told on the surface alone, each thing once. */
export function openWatchLog(place: Place, context: Context, options: { readonly dry_run: boolean }): WatchLog {
  const file = watchLogFile(place);
  const last = new Map<string, string>();
  const say = (message: string, specId?: string) => {
    const at = context.now();
    context.report({ type: "watch", ...(specId !== undefined && { spec_id: specId }), message });
    if (!options.dry_run) append(file, `[${at.toTimeString().slice(0, 8)}] ${message}\n`);
  };
  const sayOnce = (message: string, specId: string) => {
    if (last.get(specId) === message) return;
    last.set(specId, message);
    say(message, specId);
  };
  return {
    file,
    sayOnce,
    say: (message, specId) => (options.dry_run ? sayOnce(message, specId ?? "") : say(message, specId)),
  };
}

/** Where watch writes what it does. */
export function watchLogFile({ runtime }: Place): string {
  return join(runtime.logs, "watch.log");
}

/** Written line by line, so that nothing is lost with the process. What cannot be written costs lines, never the watching. */
function append(file: string, line: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > fullBytes) renameSync(file, `${file}.1`);
    appendFileSync(file, line, { mode: 0o600 });
  } catch {
    // A full disk, or a folder that is not ours.
  }
}
