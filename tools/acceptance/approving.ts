import type { Scratch } from "./create-scratch.ts";

/** The path of a spec's file. */
export const pathOf = (id: string) => `.chant/specs/${id}.md`;

/** Adds a spec that needs an approval; gives its id. */
export async function ask(repo: Scratch, title = "Refactor auth", criterion = "It works"): Promise<string> {
  const flags = ["--needs-approval", "--criterion", criterion];
  const { data } = await repo.json<{ data: { id: string } }>("add", title, ...flags);
  return data.id;
}

interface Row {
  readonly id: string;
  readonly approval?: string;
  readonly approved_by?: string;
  readonly comments?: number;
  readonly created_by?: string;
}

/** The specs of a list. */
export async function listed(repo: Scratch, ...flags: string[]): Promise<readonly Row[]> {
  return (await repo.json<{ data: { specs: Row[] } }>("list", ...flags)).data.specs;
}
