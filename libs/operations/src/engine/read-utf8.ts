import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { ChantError } from "@chant/core/errors";

/**
 * The text of a file that is to be written again. Throws IO_FAILED for one that is not UTF-8: what cannot be read would not be
 * written as it was; and the system's errors.
 */
export async function readUtf8(path: string): Promise<string> {
  const bytes = await readFile(path);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  throw new ChantError("IO_FAILED", `${path} is not UTF-8 text.`, { fix: `file ${path}`, details: { path } });
}
