// Every rule of form and packaging, two at a time; what fails is printed whole at the end.
import { spawn, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { environment, root } from "./setup.mjs";

const checks = {
  format: ["prettier", "--check", "--log-level=warn", "."],
  types: ["tsc", "-p", "tsconfig.json"],
  lint: ["eslint", "--max-warnings=0", "."],
  imports: ["depcruise", "libs", "apps"],
  unused: ["knip", "--no-progress"],
  lock: ["node", "tools/check/lock.mjs"],
  packages: ["node", "tools/check/packages.mjs"],
};

// Lint takes who depends on whom from the graph that this leaves; without it those rules would be skipped.
spawnSync("nx", ["show", "projects"], { cwd: root, env: environment(), stdio: "ignore" });

const chosen = process.argv.slice(2);
const waiting = Object.entries(checks).filter(([name]) => chosen.length === 0 || chosen.includes(name));
const failed = [];
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
for (const { name, output } of failed) console.error(`\n--- ${name} ---\n${output.trim()}`);
process.exit(failed.length > 0 ? 1 : 0);

async function work() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, [program, ...args]] = next;
    const start = performance.now();
    const { code, output } = await run(program, args);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    if (code !== 0) failed.push({ name, output });
  }
}

function run(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("close", (code) => resolve({ code, output }));
  });
}
