import { cp, mkdtemp, realpath, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { repositoryStateDir } from "../../libs/operations/src/kernel/state-dir.ts";
import { createScratch, fakeAgent, pinnedTo, type Scratch } from "./create-scratch.ts";

export interface ScratchOptions {
  readonly agent?: string;
  /** `false`: a folder without repository or chant. */
  readonly initialised?: boolean;
  readonly initFlags?: readonly string[];
  /** Name of the repository's top folder. */
  readonly name?: string;
  /** Where in the repository the project is. */
  readonly folder?: string;
}

/** A repository on branch main with one commit and chant set up to run the fake agent; removed after the test. */
export async function scratch(options: ScratchOptions = {}): Promise<Scratch> {
  const base = await temporaryFolder();
  onTestFinished(() => remove(base));
  if (options.initialised !== false) await copySetUp(base, options);
  return createScratch(base, folderIn(base, options));
}

const setUps = new Map<string, Promise<string>>();

afterAll(async () => {
  for (const made of setUps.values()) await remove(await made);
  setUps.clear();
});

/** What the tests of a file begin with is made once and copied: setting up takes longer than most of what they do. */
async function copySetUp(base: string, options: ScratchOptions): Promise<void> {
  const key = JSON.stringify(options);
  const made = setUps.get(key) ?? setUp(options);
  setUps.set(key, made);
  const from = await made;
  await cp(from, base, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const [before, now] = [from, base].map((folder) => repositoryStateDir(topIn(folder, options), pinnedTo(folder)));
  await rename(before?.replace(from, base) as string, now as string);
}

async function setUp(options: ScratchOptions): Promise<string> {
  const base = await temporaryFolder();
  const top = topIn(base, options);
  const made = await createScratch(base, folderIn(base, options));
  await made.git("init", "-q", "-b", "main", top);
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
  return base;
}

async function temporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), "chant-test-")));
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

function topIn(base: string, { name = "repo" }: ScratchOptions): string {
  return join(base, name);
}

function folderIn(base: string, options: ScratchOptions): string {
  return join(topIn(base, options), options.folder ?? ".");
}
