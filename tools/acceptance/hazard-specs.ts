import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Scratch } from "./create-scratch.ts";

/** The id of the spec with a number. */
export const specId = (number: number): string => `2026-01-22-${number.toString(36).padStart(3, "0")}-abc`;

/** The id that a path of a spec has in its name. */
export const idOf = (path: string): string => basename(path, ".md");

/** Writes and commits as many specs as are asked for, with one commit for all. */
export async function writeSpecs(repo: Scratch, count: number): Promise<void> {
  const folder = join(repo.root, ".chant/specs");
  await mkdir(folder, { recursive: true });
  for (let number = 1; number <= count; number++) {
    const text = `---\nstatus: pending\nlabels: [one]\n---\n\n# Spec ${number}\n\nWords of it.\n\n## Acceptance Criteria\n\n- [ ] It works\n`;
    await writeFile(join(folder, `${specId(number)}.md`), text);
  }
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "specs");
}

/** Writes one spec with these lines in its header, and commits it. */
export async function writeSpec(repo: Scratch, number: number, header: readonly string[] = []): Promise<string> {
  const id = specId(number);
  const fields = ["status: pending", ...header].join("\n");
  await repo.write(
    `.chant/specs/${id}.md`,
    `---\n${fields}\n---\n\n# Spec\n\n## Acceptance Criteria\n\n- [ ] It works\n`,
  );
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", `spec ${number}`);
  return id;
}
