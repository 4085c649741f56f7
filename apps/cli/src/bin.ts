#!/usr/bin/env node
import manifest from "../package.json" with { type: "json" };
import { lookAhead } from "@chant/operations";

/** Commands that begin with reading every spec, and under no lock. */
const readsAll: ReadonlySet<string> = new Set(["list", "ready", "status", "search", "lint", "dag", "deps"]);

const [first, ...rest] = process.argv.slice(2);

// Everything else is loaded only when it is needed: the version is asked for by scripts, often.
if (first === "--version" || first === "-V") {
  process.stdout.write(`chant ${manifest.version}\n`);
} else if (first === "merge-driver" && rest.length >= 3) {
  // Git calls it once a file.
  const { callMergeDriver } = await import("./merge-driver.ts");
  process.exitCode = callMergeDriver(rest);
} else {
  if (first !== undefined && readsAll.has(first)) lookAhead(process.cwd());
  // Before any schema is made.
  await import("./short-lived.ts");
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
}
