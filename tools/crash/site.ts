import { join } from "node:path";
import { execa } from "execa";
import { createScratch, type Ran, type Scratch } from "../acceptance/create-scratch.ts";
import type { Disk } from "./disk.ts";

/** A place where rounds are played, one after the other. Paths stay the same, so that whole repositories can be copied. */
export interface Site {
  readonly repo: Scratch;
  readonly folder: string;
  /** Where the states of the repository are kept. */
  readonly store: string;
  /** Where it lies, if that is a file system of its own. */
  readonly disk: Disk | undefined;
  start(env: Readonly<Record<string, string>>, ...args: string[]): ReturnType<typeof startCli>;
  /** Runs the CLI to its end. */
  chant(...args: string[]): Promise<Ran>;
  /** Throws where the command does not do what it is for. */
  expectDone(...args: string[]): Promise<void>;
}

interface SiteOptions {
  /** A folder of its own. */
  readonly folder: string;
  /** The CLI. */
  readonly cli: string;
  readonly disk: Disk | undefined;
}

/** Lays out a site. */
export async function createSite({ folder, cli, disk }: SiteOptions): Promise<Site> {
  const base = join(folder, "site");
  const repo = await createScratch(base, join(base, "repo"));
  const start: Site["start"] = (env, ...args) =>
    startCli(cli, args, { cwd: repo.root, env: { ...repo.env, EDITOR: join(base, "editor"), ...env } });
  const self: Site = {
    repo,
    folder,
    store: join(folder, "store"),
    disk,
    start,
    async chant(...args) {
      const { exitCode, stdout, stderr } = await start({}, ...args);
      return { code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) };
    },
    async expectDone(...args) {
      const { code, stdout, stderr } = await self.chant(...args);
      if (code !== 0) throw new Error(`chant ${args.join(" ")} gave ${code}:\n${stdout}${stderr}`);
    },
  };
  return self;
}

const patienceMs = 60_000;

function startCli(cli: string, args: readonly string[], where: { cwd: string; env: Record<string, string> }) {
  const options = {
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: patienceMs,
    killSignal: "SIGKILL",
  } as const;
  return execa(process.execPath, [cli, ...args], { ...where, ...options });
}
