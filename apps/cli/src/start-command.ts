import { lookAhead } from "@chant/operations";

/** Commands that begin with reading every spec, and under no lock. */
const readsAll: ReadonlySet<string> = new Set(["list", "ready", "status", "search", "lint", "dag", "deps"]);

/** Runs a command to its end, which sets the exit code of the process. */
export async function start(args: readonly string[]): Promise<void> {
  const [first] = args;
  if (first !== undefined && readsAll.has(first)) lookAhead(process.cwd());
  // Before any schema is made.
  await import("./short-lived.ts");
  const { main } = await import("./main.ts");
  process.exitCode = await main(args);
}
