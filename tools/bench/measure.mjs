// Medians and ratios of one run, rounds interleaved so that a busy moment of the machine hits everything alike.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const cli = fileURLToPath(new URL("../../apps/cli/dist/bin.js", import.meta.url));
export const base = mkdtempSync(join(tmpdir(), "chant-bench-"));
process.on("exit", () => rmSync(base, { recursive: true, force: true }));

const who = ["AUTHOR", "COMMITTER"].flatMap((role) => [
  [`GIT_${role}_NAME`, "Bench"],
  [`GIT_${role}_EMAIL`, "bench@example.com"],
]);

export const env = {
  ...process.env,
  ...Object.fromEntries(who),
  XDG_STATE_HOME: join(base, "state"),
  GIT_CONFIG_GLOBAL: "/dev/null",
};

/** Milliseconds that a program takes. `accepts`: other exit codes that are no failure. */
export function time(program, args, { cwd = base, accepts = [0] } = {}) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  const spent = Number(process.hrtime.bigint() - start) / 1e6;
  if (!accepts.includes(status)) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  return spent;
}

export function timeNode() {
  return time(process.execPath, ["-e", "0"]);
}

const memoryProbe = fileURLToPath(new URL("./print-memory.cjs", import.meta.url));

/** Peak memory of a chant command, MB. */
export function peakMemory(args, cwd) {
  const file = join(base, "memory");
  spawnSync(process.execPath, ["--require", memoryProbe, cli, ...args], {
    cwd,
    env: { ...env, CHANT_BENCH_MEMORY: file },
    stdio: "ignore",
  });
  return existsSync(file) ? Number(readFileSync(file, "utf8")) / 1024 : Number.NaN;
}

/** Medians of some cases, by name. The first round only warms caches. */
export function measure(cases, rounds) {
  const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(cases)) {
      const spent = run();
      if (round > 0) times[name].push(spent);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Prints a time, and what it is of a unit where there is one. */
export function printRow(name, spent, { unit, of, limit, note = "" } = {}) {
  const ratio = unit === undefined ? "" : `${(spent / unit).toFixed(2)} × ${of}`;
  const held = limit === undefined ? "" : `(limit ${limit}) ${spent / unit <= limit ? "ok" : "OVER"}`;
  console.log(
    `${name.padEnd(34)} ${spent.toFixed(1).padStart(9)} ms  ${[ratio, held, note].filter(Boolean).join(" ")}`,
  );
}
