import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of chant's state for one repository: `<user state>/chant/<name>-<hash of its path>`. */
export function repositoryStateDir(mainRoot: string, env: Environment): string {
  const hash = createHash("sha256").update(resolve(mainRoot)).digest("hex").slice(0, 12);
  const name = basename(mainRoot).replaceAll(/[^A-Za-z0-9._-]/g, "_");
  return join(userStateDir(env), "chant", `${name}-${hash}`);
}

function userStateDir(env: Environment): string {
  const home = env["HOME"] ?? homedir();
  const byPlatform: Readonly<Record<string, string | undefined>> = {
    darwin: join(home, "Library", "Application Support"),
    win32: env["LOCALAPPDATA"],
  };
  return env["XDG_STATE_HOME"] || byPlatform[process.platform] || join(home, ".local", "state");
}
