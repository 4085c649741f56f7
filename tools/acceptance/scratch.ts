import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { onTestFinished } from "vitest";

const repository = fileURLToPath(new URL("../../", import.meta.url));
/** The built CLI: process tests run what people run. */
export const cli = join(repository, "apps/cli/dist/bin.js");
export const fakeAgent = join(repository, "tools/test-kit/bin/fake-agent");

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Started = ReturnType<typeof startCli>;

export interface Scratch {
  /** The repository's top folder. */
  readonly root: string;
  /** The folder around it: home, state and temporary files are pinned there. */
  readonly base: string;
  readonly env: Readonly<Record<string, string>>;
  chant(...args: string[]): Promise<Ran>;
  chantWith(options: { env?: Record<string, string>; cwd?: string }, ...args: string[]): Promise<Ran>;
  start(options: { env?: Record<string, string> }, ...args: string[]): Started;
  json<T>(...args: string[]): Promise<T>;
  git(...args: string[]): Promise<string>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Adds and commits a spec with criteria through `chant add` and an edit; gives its id. */
  spec(title: string, criteria?: readonly string[]): Promise<string>;
  /** Makes the next runs use this mode of the fake agent. */
  agent(mode: string): Promise<void>;
  worktrees(): Promise<string[]>;
}

export interface ScratchOptions {
  readonly agent?: string;
  /** `false`: a folder without repository or chant. */
  readonly initialised?: boolean;
  readonly initFlags?: readonly string[];
}

/** A repository on branch main with one commit and chant set up to run the fake agent; removed after the test. */
export async function scratch(options: ScratchOptions = {}): Promise<Scratch> {
  const base = await realpath(await mkdtemp(join(tmpdir(), "chant-test-")));
  onTestFinished(() => rm(base, { recursive: true, force: true, maxRetries: 5 }));
  const made = await createScratch(base);
  if (options.initialised === false) return made;
  await made.git("init", "-q", "-b", "main");
  await made.write("README.md", "# Scratch\n");
  await made.git("add", "-A");
  await made.git("commit", "-qm", "start");
  const command = `${fakeAgent} ${options.agent ?? "commit-spec-ticked"}`;
  const ran = await made.chant(
    "init",
    "--minimal",
    "--provider",
    "command",
    "--command",
    command,
    ...(options.initFlags ?? []),
  );
  if (ran.code !== 0) throw new Error(`chant init failed:\n${ran.stdout}${ran.stderr}`);
  return made;
}

async function createScratch(base: string): Promise<Scratch> {
  const root = join(base, "repo");
  const home = join(base, "home");
  await Promise.all([root, home, join(base, "tmp")].map((path) => mkdir(path, { recursive: true })));
  const env = pinnedEnvironment(base, home);
  const run = async (
    file: string,
    args: readonly string[],
    extra: { env?: Record<string, string>; cwd?: string } = {},
  ) =>
    execa(file, args, {
      cwd: extra.cwd ?? root,
      env: { ...env, ...extra.env },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      stripFinalNewline: false,
      timeout: 120_000,
    });
  const chantWith: Scratch["chantWith"] = async (extra, ...args) => {
    const { exitCode, stdout, stderr } = await run(process.execPath, [cli, ...args], extra);
    return { code: exitCode ?? -1, stdout, stderr };
  };
  const self: Scratch = {
    root,
    base,
    env,
    chantWith,
    chant: (...args) => chantWith({}, ...args),
    start: (extra, ...args) => startCli({ cwd: root, env: { ...env, ...extra.env } }, args),
    async json<T>(...args: string[]) {
      const { stdout, stderr } = await self.chant(...args, "--json");
      try {
        return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as T;
      } catch {
        throw new Error(`no JSON from chant ${args.join(" ")}:\n${stdout}\n${stderr}`);
      }
    },
    async git(...args) {
      const { exitCode, stdout, stderr } = await run("git", args);
      if (exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
      return stdout;
    },
    read: (path) => readFile(join(root, path), "utf8"),
    async write(path, text) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    },
    spec: (title, criteria = ["It works"]) => addSpec(self, title, criteria),
    async agent(mode) {
      const ran = await self.chant("init", "--minimal", "--command", `${fakeAgent} ${mode}`);
      if (ran.code !== 0) throw new Error(ran.stderr);
    },
    async worktrees() {
      const text = await self.git("worktree", "list", "--porcelain");
      return [...text.matchAll(/^worktree (.+)$/gm)].map((match) => match[1] as string).slice(1);
    },
  };
  return self;
}

function startCli(where: { cwd: string; env: Record<string, string> }, args: readonly string[]) {
  return execa(process.execPath, [cli, ...args], { ...where, extendEnv: false, reject: false, stdin: "ignore" });
}

async function addSpec(self: Scratch, title: string, criteria: readonly string[]): Promise<string> {
  const { data } = await self.json<{ data: { id: string; path: string } }>("add", title);
  const path = join(".chant", "specs", `${data.id}.md`);
  const boxes = criteria.map((text) => `- [ ] ${text}`).join("\n");
  await self.write(path, `${(await self.read(path)).trimEnd()}\n\n## Acceptance Criteria\n\n${boxes}\n`);
  await self.git("commit", "-qm", `criteria of ${data.id}`, "--", path);
  return data.id;
}

function pinnedEnvironment(base: string, home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    XDG_STATE_HOME: join(base, "state"),
    XDG_CONFIG_HOME: join(base, "config"),
    TMPDIR: join(base, "tmp"),
    GIT_CONFIG_GLOBAL: join(home, "none"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Tester",
    GIT_AUTHOR_EMAIL: "tester@example.com",
    GIT_COMMITTER_NAME: "Tester",
    GIT_COMMITTER_EMAIL: "tester@example.com",
    NO_COLOR: "1",
    CHANT_TEST: "1",
  };
}

/** Names of the files directly in a folder, none where it is missing. */
export async function filesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
