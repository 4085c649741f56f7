import { expect } from "vitest";
import { envelope, type Scratch, type WorkResult } from "./create-scratch.ts";

export interface Merged extends WorkResult {
  readonly data: WorkResult["data"] & { readonly branches?: readonly Branch[] };
}

interface Branch {
  readonly spec_id: string;
  readonly state: string;
  readonly fast_forward: boolean;
  readonly commits: number;
  readonly behind: number;
  readonly files?: readonly string[];
}

/** Specs completed on their branches, and not merged. */
export async function worked(repo: Scratch, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number++) ids.push(await repo.spec(`Write letter ${number}`));
  for (const id of ids) expect((await repo.chant("work", id, "--no-merge")).code).toBe(0);
  return ids;
}

/** The target gets the same file as a branch, with another text. */
export async function contradict(repo: Scratch, id: string): Promise<void> {
  await repo.write(`work-${id}.txt`, "not so\n");
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "something else");
}

export async function head(repo: Scratch, ref = "main"): Promise<string> {
  return (await repo.git("rev-parse", ref)).trim();
}

export async function merge(repo: Scratch, ...args: string[]): Promise<{ code: number } & Merged> {
  const ran = await repo.chant("merge", ...args, "--json");
  return { code: ran.code, ...envelope<Merged>(ran) };
}
