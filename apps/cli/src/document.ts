import { stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ioError, writeFileDurably } from "@chant/core/store";
import { escapeControls } from "./terminal/escape.ts";
import { print } from "./terminal/print.ts";
import type { Globals } from "./to-command.ts";

/**
 * Writes a document to the file that was asked for, at once or not at all, else to standard output: byte for byte, but on a
 * terminal, which shows control characters instead of obeying them. Throws IO_DISK_FULL, IO_READ_ONLY, IO_FAILED.
 */
export async function writeDocument(document: string, { output, quiet }: Globals): Promise<void> {
  if (output === undefined) return print(process.stdout.isTTY ? escapeControls(document) : document);
  await writeTo(resolve(output), document);
  if (!quiet) await print(`Written to ${escapeControls(output)}\n`);
}

/** A device or a pipe is written into: to put a file in its place would break it for everybody. */
async function writeTo(path: string, document: string): Promise<void> {
  const present = await stat(path).catch(() => undefined);
  if (present === undefined || present.isFile()) return writeFileDurably(path, document);
  await writeFile(path, document).catch((error: unknown) => {
    throw ioError(path, error);
  });
}
