import { mkdirSync, watch, type FSWatcher } from "node:fs";
import type { Place } from "../../kernel/place.ts";

/** Wakes whoever waits when something happens. Events are hints: nothing depends on one coming. */
export interface WatchEvents {
  /** Ends the present wait, or the next one at once. */
  wake(): void;
  /** Waits until something happens, an interrupt, or this long. Says whether something happened. */
  wait(ms: number): Promise<boolean>;
  close(): void;
}

/** Several events that come together are one. */
const settleMs = 50;

/** Watches the folder in which runs appear and from which they go. Where the system cannot, time alone wakes. */
export function openWatchEvents(
  { runtime }: Place,
  options: { readonly signal: AbortSignal; onUnable(message: string): void },
): WatchEvents {
  let happened = false;
  let end: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const wake = () => {
    happened = true;
    end?.();
  };
  const onEvent = () => (timer ??= setTimeout(() => ((timer = undefined), wake()), settleMs));
  const unable = (error: Error) => options.onUnable(error.message);
  const watcher = openWatcher(runtime.processes, { onEvent, unable });
  options.signal.addEventListener("abort", wake);
  return {
    wake,
    async wait(ms) {
      if (!happened && !options.signal.aborted) await new Promise<void>((done) => (end = endAfter(ms, done)));
      end = undefined;
      const was = happened;
      happened = false;
      return was;
    },
    close() {
      watcher?.close();
      clearTimeout(timer);
      options.signal.removeEventListener("abort", wake);
    },
  };
}

function endAfter(ms: number, done: () => void): () => void {
  const timer = setTimeout(done, ms);
  return () => {
    clearTimeout(timer);
    done();
  };
}

interface Handlers {
  onEvent(): void;
  unable(error: Error): void;
}

function openWatcher(folder: string, { onEvent, unable }: Handlers): FSWatcher | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return watch(folder, { persistent: false }, onEvent).on("error", unable);
  } catch (error) {
    unable(error as Error);
    return undefined;
  }
}
