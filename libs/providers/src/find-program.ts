import { access, constants, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** The absolute path of a program: a path as it is, relative ones from `root`; a plain name through PATH. */
export async function findProgram(
  program: string,
  { env, root }: { readonly env: Readonly<Record<string, string | undefined>>; readonly root: string },
): Promise<string | undefined> {
  if (isAbsolute(program) || program.includes("/")) {
    const path = resolve(root, program);
    return (await isExecutable(path)) ? path : undefined;
  }
  for (const folder of (env["PATH"] ?? "").split(delimiter).filter(isAbsolute)) {
    const path = join(folder, program);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  const file = await stat(path).catch(() => undefined);
  if (!file?.isFile()) return false;
  return access(path, constants.X_OK).then(() => true, () => false);
}
