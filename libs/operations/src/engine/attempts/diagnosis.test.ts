import { expect, test } from "vitest";
import type { DiagnosisFacts } from "./diagnosis-facts.ts";
import { diagnoseFacts } from "./diagnosis.ts";

const ready: DiagnosisFacts = {
  ...{ spec_id: "a", title: "T", status: "pending", stored_status: "pending", path: "a.md", archived: false },
  ...{ waits_for: [], lock: { state: "free" }, criteria: { ticked: 0, open: ["One"] } },
};
const run = {
  attempt: 1,
  phase: "running",
  intent: "run",
  live: true,
  cut_off: false,
  awaits_merge: false,
  landed: false,
  merged: false,
};
const ended = { ...run, live: false, phase: "cleaned" };
const branch = { name: "b", exists: true, target: "main", ahead: 1, behind: 0, commits: ["c"] };
const failed = { status: "failed", stored_status: "failed", run: ended, branch };

test.each<[Partial<DiagnosisFacts>, string, readonly string[]]>([
  [{}, "ready to be worked", ["chant work a"]],
  [
    { problem: "bad YAML", run: { ...run, cut_off: true } },
    "cannot be read: bad YAML",
    ["chant edit a", "chant lint a"],
  ],
  [
    { lock: { state: "orphaned", pid: 7 }, run: { ...run, cut_off: true } },
    "its agent still runs",
    ["chant recover", "chant log a"],
  ],
  [{ run: { ...run, cut_off: true } }, "cut off in phase running", ["chant recover"]],
  [{ run: { ...run, awaits_merge: true } }, "not merged", ["chant merge a"]],
  [{ run: { ...run, awaits_merge: true, landed: true } }, "merged elsewhere", ["chant merge a"]],
  [
    { run, lock: { state: "held", pid: 7 } },
    "going on in phase running, driven by process 7",
    ["chant log a", "chant pause a"],
  ],
  [{ lock: { state: "stale", pid: 7 } }, "left its lock", ["chant unlock a"]],
  [{ lock: { state: "held", pid: 7 } }, "without a run", ["chant show a"]],
  [{ stored_status: "in_progress", status: "in_progress" }, "no run is going on", ["chant reset a"]],
  [{ status: "completed", stored_status: "completed" }, "1 of its criteria are open", ["chant show a"]],
  [{ status: "completed", stored_status: "completed", criteria: { ticked: 1, open: [] } }, "It is completed.", []],
  [
    { status: "needs_attention", run: { ...ended, reason: "merge_conflict", message: "Both." } },
    "Both.",
    ["chant merge a"],
  ],
  [
    { status: "needs_attention", run: { ...ended, reason: "needs_approval", message: "It needs one." } },
    "waits for somebody: It needs one.",
    ["chant approve a", "chant merge a"],
  ],
  [{ ...failed, criteria: { ticked: 1, open: [] } }, "looks finished", ["chant finalize a --merge"]],
  [failed, "There are 1 commits, 1 criteria open.", ["chant log a", "chant resume a --work", "chant reset a"]],
  [{ waits_for: ["It depends on b."] }, "It depends on b.", ["chant deps a"]],
  [{ run: ended, branch }, "goes on where the last one stopped", ["chant work a", "chant reset a"]],
])("of %j it is said that … %s, and to type %j", (facts, sentence, suggestions) => {
  const told = diagnoseFacts({ ...ready, ...facts });
  expect(told.diagnosis).toContain(sentence);
  expect(told.suggestions).toEqual(suggestions);
});
