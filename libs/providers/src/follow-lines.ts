import { watch, type FSWatcher } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";

export interface Following {
  readonly file: string;
  onLine(line: string): void;
  /** Aborted when the writer has ended: what is left is read, then following ends. Without it, it never does. */
  readonly signal?: AbortSignal;
  /** Byte to begin at. */
  readonly from?: number;
}

const longestLine = 1024 * 1024;
const pollMs = 50;

/**
 * Gives every line of a growing file, the last one also without a line ending, and the offset of what comes next. The
 * file may appear later; one that was emptied is read anew. A line of more than 1 MiB is cut.
 */
export async function followLines({ file, onLine, signal, from = 0 }: Following): Promise<number> {
  const lines = createLineSplitter(onLine);
  const news = createNews(signal);
  let handle: FileHandle | undefined;
  let offset = from;
  try {
    for (;;) {
      // Asked before reading: what was written before the end is then read.
      const ended = signal?.aborted ?? false;
      handle ??= await openIfThere(file);
      if (handle !== undefined) {
        news.watch(file);
        if ((await handle.stat()).size < offset) {
          lines.restart();
          offset = 0;
        }
        offset = await readOn(handle, offset, lines.push);
      }
      if (ended) break;
      await news.next();
    }
    lines.end();
    return offset;
  } finally {
    news.close();
    await handle?.close();
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  return open(file, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

async function readOn(handle: FileHandle, from: number, push: (chunk: Buffer) => void): Promise<number> {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  for (let offset = from; ;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
    if (bytesRead === 0) return offset;
    offset += bytesRead;
    push(buffer.subarray(0, bytesRead));
  }
}

function createLineSplitter(onLine: (line: string) => void) {
  let decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string) => {
    const lines = (rest + text).split("\n");
    // One more than is given of a line, so that it is known to be longer.
    rest = lines.pop()?.slice(0, longestLine + 1) ?? "";
    for (const line of lines) onLine(cutLine(line.replace(/\r$/, "")));
  };
  return {
    push: (chunk: Buffer) => take(decoder.write(chunk)),
    end() {
      take(decoder.end());
      if (rest !== "") onLine(cutLine(rest));
    },
    restart() {
      decoder = new StringDecoder("utf8");
      rest = "";
    },
  };
}

/** Never between the two halves of a character. */
function cutLine(line: string): string {
  if (line.length <= longestLine) return line;
  const high = line.charCodeAt(longestLine - 1);
  return line.slice(0, high >= 0xd800 && high <= 0xdbff ? longestLine - 1 : longestLine);
}

/** Waits for a sign that there may be more to read: a change seen by the system, the end, or a short time. */
function createNews(signal: AbortSignal | undefined) {
  let watcher: FSWatcher | undefined;
  let heard = false;
  let wake = () => {};
  const hear = () => {
    heard = true;
    wake();
  };
  signal?.addEventListener("abort", hear);
  return {
    watch(file: string) {
      watcher ??= watchIfPossible(file, hear);
    },
    async next() {
      if (!heard) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pollMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      heard = false;
    },
    close() {
      signal?.removeEventListener("abort", hear);
      watcher?.close();
    },
  };
}

/** The number of watches of a system is limited; without one the poll is enough. */
function watchIfPossible(file: string, onChange: () => void): FSWatcher | undefined {
  try {
    return watch(file, onChange).on("error", () => {});
  } catch {
    return undefined;
  }
}
