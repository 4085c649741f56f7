import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setConfigKey } from "@chant/core";
import { execa } from "execa";

const repository = fileURLToPath(new URL("../../", import.meta.url));
/** The built CLI: process tests run what people run. */
export const cli = join(repository, "apps/cli/dist/bin.js");
export const fakeAgent = join(repository, "tools/test-kit/bin/fake-agent");

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `--json` gives for operations that run, settle or merge. */
export interface WorkResult {
  readonly ok: boolean;
  readonly data: { readonly results: readonly Result[]; readonly changed?: boolean };
  readonly error: { readonly code: string; readonly message: string };
}

export interface Result {
  readonly outcome: string;
  readonly message: string;
  readonly reason?: string;
  readonly merged: boolean;
  readonly merge_commit?: string;
  readonly worktree?: string;
  readonly branch?: string;
  readonly commits: readonly string[];
  readonly files?: readonly string[];
  readonly error_class?: string;
  readonly waivers?: readonly { gate: string }[];
  readonly agent?: string;
  readonly retries?: number;
}

/** What became of one spec, with the exit code; `error` where the command was refused. */
export type SpecResult = Partial<Result> & { readonly code: number; readonly error?: string };

type Started = ReturnType<typeof startCli>;

export interface Scratch {
  /** The folder of the project: the repository's top folder, where `folder` does not say otherwise. */
  readonly root: string;
  /** The folder around it: home, state and temporary files are pinned there. */
  readonly base: string;
  readonly env: Readonly<Record<string, string>>;
  chant(...args: string[]): Promise<Ran>;
  chantWith(options: { env?: Record<string, string>; cwd?: string }, ...args: string[]): Promise<Ran>;
  /** Starts the CLI; `detached` makes it the leader of a process group, as a shell does. */
  start(options: { env?: Record<string, string>; detached?: boolean }, ...args: string[]): Started;
  json<T>(...args: string[]): Promise<T>;
  /** Runs an operation on one spec with `--json`. */
  result(...args: string[]): Promise<SpecResult>;
  git(...args: string[]): Promise<string>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Adds and commits a spec with criteria through `chant add` and an edit; gives its id. */
  spec(title: string, criteria?: readonly string[]): Promise<string>;
  /** Makes the next runs use this mode of the fake agent. */
  agent(mode: string): Promise<void>;
  /** Makes the next runs use an agent that does these lines of shell; see `run:` in bin/fake-agent. */
  agentScript(...lines: string[]): Promise<void>;
  /** Adds lines under a section of the config, and commits it where git tracks it. */
  configure(section: string, ...lines: string[]): Promise<void>;
  worktrees(): Promise<string[]>;
}

/** What runs the CLI and git in a folder, with everything of theirs pinned to the folder around it; sets nothing up. */
export async function createScratch(base: string, root: string): Promise<Scratch> {
  const env = pinnedTo(base);
  await Promise.all([root, join(base, "home"), join(base, "tmp")].map((path) => mkdir(path, { recursive: true })));
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
    start: ({ env: extra, ...options }, ...args) =>
      startCli({ ...options, cwd: root, env: { ...env, ...extra } }, args),
    json: async <T>(...args: string[]) => envelope<T>(await self.chant(...args, "--json")),
    result: async (...args) => toResult(await self.chant(...args, "--json")),
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
    agent: (mode) => setCommand(self, `${fakeAgent} ${mode}`),
    async agentScript(...lines) {
      await writeFile(join(base, "agent.sh"), `${lines.join("\n")}\n`);
      await self.agent(`run:${join(base, "agent.sh")}`);
    },
    configure: (section, ...lines) => configure(self, section, lines),
    async worktrees() {
      const text = await self.git("worktree", "list", "--porcelain");
      return [...text.matchAll(/^worktree (.+)$/gm)].map((match) => match[1] as string).slice(1);
    },
  };
  return self;
}

/** What a command with `--json` said about its one spec. */
export function toResult(ran: Ran): SpecResult {
  const { data, error } = envelope<Partial<WorkResult>>(ran);
  return { code: ran.code, ...data?.results[0], ...(error === undefined ? {} : { error: error.code }) };
}

/** The last line of what a command with `--json` printed. */
export function envelope<T>({ stdout, stderr }: Ran): T {
  try {
    return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as T;
  } catch {
    throw new Error(`no JSON:\n${stdout}\n${stderr}`);
  }
}

const configPath = ".chant/config.md";

async function setCommand(self: Scratch, command: string): Promise<void> {
  const text = await self.read(configPath);
  await writeConfig(self, setConfigKey(text, ["agent", "command"], command), "use another agent");
}

async function writeConfig(self: Scratch, text: string, message: string): Promise<void> {
  if (text === (await self.read(configPath))) return;
  await self.write(configPath, text);
  if (await isTracked(self, configPath)) await self.git("commit", "-qm", message, "--", configPath);
}

async function configure(self: Scratch, section: string, lines: readonly string[]): Promise<void> {
  const text = await self.read(configPath);
  const added = `${section}:\n${lines.map((line) => `  ${line}\n`).join("")}`;
  const there = text.includes(`\n${section}:\n`);
  const changed = there ? text.replace(`${section}:\n`, added) : text.replace("---\n", `---\n${added}`);
  await writeConfig(self, changed, `configure ${section}`);
}

function startCli(where: { cwd: string; env: Record<string, string>; detached?: boolean }, args: readonly string[]) {
  return execa(process.execPath, [cli, ...args], { ...where, extendEnv: false, reject: false, stdin: "ignore" });
}

/** Written as `chant add` and a user write it: most tests begin with this, and a program for it would be most of their time. */
async function addSpec(self: Scratch, title: string, criteria: readonly string[]): Promise<string> {
  const folder = join(self.root, ".chant", "specs");
  const id = freeId((await filesIn(folder)).map((name) => name.slice(0, -".md".length)));
  const path = `.chant/specs/${id}.md`;
  const boxes = criteria.map((text) => `- [ ] ${text}`).join("\n");
  const body = `# ${title}\n\n## Acceptance Criteria\n\n${boxes}\n`;
  await self.write(path, `---\ntype: code\nstatus: pending\n---\n\n${body}`);
  const added = await self.git("add", "--", path).then(
    () => true,
    () => false,
  );
  if (added) await self.git("commit", "-qm", `chant: add ${id}`, "-m", `Chant-Spec: ${id}`, "--", path);
  return id;
}

/** The next one of today, as people read dates where they are. */
function freeId(taken: readonly string[]): string {
  const now = new Date();
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
  const numbers = taken.map((id) => Number.parseInt(id.split("-")[3] ?? "0", 36));
  const number = (Math.max(0, ...numbers) + 1).toString(36).padStart(3, "0");
  const suffix = Math.floor(Math.random() * 36 ** 3).toString(36);
  return `${date.join("-")}-${number}-${suffix.padStart(3, "a")}`;
}

async function isTracked(self: Scratch, path: string): Promise<boolean> {
  return (await self.git("ls-files", "--", path)) !== "";
}

export function pinnedTo(base: string): Record<string, string> {
  const home = join(base, "home");
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    XDG_STATE_HOME: join(base, "state"),
    XDG_CONFIG_HOME: join(base, "config"),
    // Compiled code is the same for all.
    XDG_CACHE_HOME: fileURLToPath(new URL("../../.nx/test-cache", import.meta.url)),
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
