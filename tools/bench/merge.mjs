// Merging a spec that two branches changed, in this process and by git.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mergeSpecs } from "../../libs/spec-core/dist/index.js";
import { corpusTexts } from "./generate.mjs";
import { base, cli, measure, median, printRow, time, timeNode } from "./measure.mjs";

/** Merges one spec of each of so many branches; `git merge-file` does some of them, as often as there are rounds. */
export function benchMerge(count, rounds) {
  const merges = Array.from({ length: count }, (_, index) =>
    versionsOf(corpusTexts[index % corpusTexts.length], index),
  );
  const runs = { "both sides changed": merges, "one side changed": merges.map((one) => ({ ...one, ours: one.base })) };
  for (const one of merges.slice(0, 100)) mergeSpecs(one);
  console.log(`\nMerging the specs of ${count} branches`);
  const git = median(merges.slice(0, rounds).map((one, index) => timeGit(one, index)));
  printRow("git merge-file, a spec", git);
  for (const [name, versions] of Object.entries(runs)) {
    const times = versions.map(timeMerge).map(({ spent }) => spent);
    const conflicts = versions.filter((one) => timeMerge(one).conflicts > 0).length;
    const note = `(limit 5 ms) ${median(times) <= 5 ? "ok" : "OVER"}, 90 %: ${at(times, 0.9).toFixed(1)} ms, ${conflicts} conflicts`;
    printRow(`mergeSpecs, ${name}`, median(times), { unit: git, of: "git merge-file", note });
  }
  benchDriver(merges[0], rounds);
}

/** What git waits for at each file. */
function benchDriver(versions, rounds) {
  const folder = join(base, "driver");
  const call = () => {
    place(folder, versions);
    return time(process.execPath, [cli, "merge-driver", "base", "ours", "theirs", "7", "spec.md"], { cwd: folder });
  };
  const times = measure({ node: timeNode, driver: call }, rounds);
  printRow("node -e 0", times.node);
  printRow("chant merge-driver, a spec", times.driver, { unit: times.node, of: "node -e 0", limit: 2 });
}

/** Our side edits the intent; theirs does the work. */
function versionsOf(text, index) {
  const body = text.replace(/^---\n[^]*?\n---\n/, "").replaceAll("- [x]", "- [ ]");
  const header = `---\ntype: code\nstatus: pending\ntarget_files:\n  - src/one.ts\n`;
  const done = `completed_at: 2026-02-01T10:00:00Z\nmodel: bench\ncommits: [${index}]\n`;
  return {
    base: `${header}---\n${body}`,
    ours: `${header}labels: [bench, later]\n---\n${body.trimEnd()}\n\n## Notes\n\nSeen ${index}.\n`,
    theirs: `${header.replace("pending", "completed")}${done}---\n${body.replaceAll("- [ ]", "- [x]")}`,
  };
}

function timeMerge(versions) {
  const start = performance.now();
  const { conflicts } = mergeSpecs(versions);
  return { spent: performance.now() - start, conflicts: conflicts.length };
}

function timeGit(versions, index) {
  const folder = join(base, "merge", String(index));
  place(folder, versions);
  return time("git", ["merge-file", "-p", "ours", "base", "theirs"], { cwd: folder, accepts: [1, 2, 3, 4, 5] });
}

function place(folder, versions) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(versions)) writeFileSync(join(folder, name), text);
}

function at(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)];
}
