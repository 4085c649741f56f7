import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The nearest folder, upwards from one, that holds `.chant`; undefined when there is none. */
export async function findProject(folder: string): Promise<string | undefined> {
  const entry = await stat(join(folder, ".chant")).catch(() => undefined);
  if (entry?.isDirectory()) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findProject(parent);
}
