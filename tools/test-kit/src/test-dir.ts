import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Contents by relative path. */
export type Tree = Readonly<Record<string, string>>;

/** Takes what is to happen when a test is over: vitest's `onTestFinished`. */
export type Finish = (dispose: () => Promise<void>) => void;

export interface TestDir {
  readonly path: string;
  write(tree: Tree): Promise<void>;
  /** Removes the folder; called by `finish` where one was given. */
  dispose(): Promise<void>;
}

/** Makes a temporary folder that holds a tree of files. */
export async function testDir(tree: Tree = {}, finish?: Finish): Promise<TestDir> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "chant-test-")));
  const dispose = () => rm(path, { recursive: true, force: true, maxRetries: 5 });
  finish?.(dispose);
  const write = (files: Tree) => writeTree(path, files);
  await write(tree);
  return { path, write, dispose };
}

async function writeTree(folder: string, tree: Tree): Promise<void> {
  for (const [name, content] of Object.entries(tree)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}
