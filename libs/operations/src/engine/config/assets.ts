import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the files that ship with chant lie: beside a bundle, or in the package for its build and its sources. */
const candidates = ["./assets/", "../assets/", "../../../assets/"];

let found: string | undefined;

/** The folder of the prompts that ship with chant. */
export function bundledPrompts(): string {
  found ??= candidates.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path));
  if (found === undefined) throw new Error("The files that ship with chant are missing from its installation.");
  return `${found}prompts`;
}
