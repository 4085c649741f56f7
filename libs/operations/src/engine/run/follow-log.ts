import { open, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../../kernel/context.ts";

interface Following {
  readonly context: Context;
  /** The spec whose log it is. */
  readonly id: string;
  readonly path: string;
  /** Where to begin, in bytes. */
  readonly from: number;
  /** Whether more may come. */
  going(): Promise<boolean>;
}

/** Reports the lines of a log as they are written, until no more can come or the user interrupts. */
export async function followLog({ context, id, path, from, going }: Following): Promise<void> {
  let offset = from;
  for (let live = true; live && !context.signal.aborted;) {
    live = await going();
    const whole = await readLines(path, offset);
    offset += whole.length;
    const lines = whole.toString("utf8").split("\n").slice(0, -1);
    for (const line of lines) context.report({ type: "line", spec_id: id, line });
    if (live) await delay(200, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

/** The whole lines from an offset on; nothing where the file is not there yet. */
async function readLines(path: string, offset: number): Promise<Buffer> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size <= offset) return Buffer.alloc(0);
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
    return buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf("\n") + 1);
  } finally {
    await file.close();
  }
}
