// npm 11 refuses a lock file that lacks a platform's optional package, and older ones write such files without a word.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, root } from "../setup.mjs";

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
const problems = Object.entries(packages).flatMap(([path, entry]) => [
  ...Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !isLocked(path, name))
    .map((name) => `${path} needs ${name} on some platform, and the lock file does not have it.`),
  ...(entry.resolved?.startsWith("git") ? [`${path} comes from a git repository.`] : []),
]);

const dry = spawnSync("npm", ["ci", "--dry-run", "--ignore-scripts", "--no-audit"], {
  cwd: root,
  env: environment(),
  encoding: "utf8",
});
if (dry.status !== 0) problems.push(dry.stderr);
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);

/** Looks where Node would: beside the package, then in every folder above it. */
function isLocked(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === "") return false;
  }
}
