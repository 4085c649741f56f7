import { readFile } from "node:fs/promises";
import { ChantError } from "../errors/chant-error.ts";

/** The text of a config or prompt file; undefined when there is none. Throws CONFIG_INVALID when it cannot be read. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    const details = { file, errno: code };
    throw new ChantError("CONFIG_INVALID", `${file} could not be read: ${message}.`, { details, cause: error });
  }
}
