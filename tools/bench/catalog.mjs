// What reads specs, over projects of growing size.
import { mkdirSync, readFileSync, rmSync, appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { generate } from "./generate.mjs";
import { base, cli, measure, peakMemory, printRow, time, timeNode } from "./measure.mjs";

/** The most that each command may take, in starts of Node, by number of specs. */
const limits = {
  list: { 10: 2.1, 10_000: 3.2 },
  ready: { 10: 2.1, 10_000: 3.2 },
  status: { 10: 2.1, 10_000: 3 },
  show: { 10: 2.1, 10_000: 3 },
  search: { 10: 2.1, 10_000: 3.5, 100_000: 10 },
  "list --count": { 10: 2.1, 100_000: 10 },
  "lint, one changed": { 10_000: 5 },
};

export async function benchCatalog(count, rounds) {
  const folder = join(base, `specs-${count}`);
  mkdirSync(folder);
  const { files, id } = generate(folder, count);
  // What was just written may change again without a trace, and is read anew until it is two seconds old.
  await delay(2_100);
  console.log(`\n${count} specs, ${rounds} rounds`);
  cold(folder, files);
  const chant =
    (...args) =>
    () =>
      time(process.execPath, [cli, ...args], { cwd: folder });
  const lint = () => {
    appendFileSync(files[0], "\n");
    return time(process.execPath, [cli, "lint"], { cwd: folder, accepts: [0, 1] });
  };
  const cases = {
    node: timeNode,
    list: chant("list"),
    ready: chant("ready"),
    status: chant("status"),
    show: chant("show", id),
    search: chant("search", "auth"),
    "list --count": chant("list", "--count"),
  };
  const { node, ...medians } = measure(cases, rounds);
  // By itself: it changes a file, which the others would have to read anew.
  if (count <= 10_000) medians["lint, one changed"] = measure({ lint }, rounds).lint;
  printRow("node -e 0", node);
  for (const [name, spent] of Object.entries(medians)) {
    const note = name === "list" || name === "search" ? `${peakMemory(argsOf(name), folder).toFixed(0)} MB` : "";
    printRow(`chant ${name}`, spent, { unit: node, of: "node -e 0", limit: limits[name][count], note });
  }
  rmSync(folder, { recursive: true });
}

function argsOf(name) {
  return name === "search" ? ["search", "auth"] : [name];
}

/** Without anything derived, against reading the same files. */
function cold(folder, files) {
  const reading = timeReading(files);
  rmSync(join(folder, ".chant/.store"), { recursive: true, force: true });
  printRow("reading the files", reading);
  const headers = time(process.execPath, [cli, "list", "--count"], { cwd: folder });
  printRow("all headers, cold", headers, { unit: reading, of: "reading the files", ...limitFrom(files, 40) });
  if (files.length > 10_000) return;
  const facts = time(process.execPath, [cli, "lint"], { cwd: folder, accepts: [0, 1] });
  printRow("all facts, cold", facts, { unit: reading, of: "reading the files", ...limitFrom(files, 250) });
}

/** With few specs it is the start of the program that is measured. */
function limitFrom(files, limit) {
  return files.length < 1_000 ? {} : { limit };
}

function timeReading(files) {
  const start = performance.now();
  for (const file of files) readFileSync(file, "utf8");
  return performance.now() - start;
}
