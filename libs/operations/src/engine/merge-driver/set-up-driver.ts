import { relative, sep } from "node:path";
import { pathStatus, type Repository } from "@chant/git";
import { installMergeDriver } from "../../kernel/merge-driver.ts";
import { attributesFile, writeAttributes } from "./write-attributes.ts";

/** What became of the attributes: `mine` where they hold only what chant wrote beside what is committed. */
export interface DriverSetUp {
  readonly file: "created" | "updated" | "unchanged";
  readonly mine: boolean;
}

/** Makes git call the driver: attributes for every clone, and the command for this one, if it is one. */
export async function setUpDriver(root: string, repository: Repository | undefined): Promise<DriverSetUp> {
  const mine = repository === undefined || (await isCommitted(repository, root));
  if (repository !== undefined) await installMergeDriver(repository);
  return { file: await writeAttributes(root), mine };
}

/** Or not there at all. */
async function isCommitted(repository: Repository, root: string): Promise<boolean> {
  const path = relative(repository.root, attributesFile(root)).split(sep).join("/");
  return (await pathStatus(repository, [path])).length === 0;
}
