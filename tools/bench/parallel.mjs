// Fifty specs on eight places against one of them with git alone.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { base, cli, measure, printRow, time } from "./measure.mjs";
import { byHand, chant, git } from "./work.mjs";

const count = 50;
const capacity = 8;
const agentMs = 200;

export function benchParallel(rounds) {
  const folder = mkdtempSync(join(base, "parallel-"));
  const script = join(folder, "by-hand.sh");
  writeFileSync(script, byHand);
  const [slow, quick] = [agent(folder, "slow", agentMs / 1000), agent(folder, "quick", 0)];
  const many = template(folder, { name: "many", command: `sh ${slow}`, specs: count });
  const single = template(folder, { name: "single", command: `sh ${quick}`, specs: 1 });
  const work = ["work", `--parallel=${capacity}`, "--no-watch", "--quiet"];
  const medians = measure(
    {
      script: () => inCopy(single, (repo) => time("sh", [script, quick], { cwd: repo })),
      many: () => inCopy(many, (repo) => time(process.execPath, [cli, ...work], { cwd: repo }), requireAll),
    },
    rounds,
  );
  console.log(`\n${count} specs of a ${agentMs} ms agent, ${capacity} at once, ${rounds} rounds`);
  const ideal = Math.ceil(count / capacity) * agentMs;
  printRow("git by hand, one spec", medians.script);
  printRow("chant work --parallel", medians.many, { note: `(agents alone ${ideal} ms)` });
  const overhead = (medians.many - ideal) / count;
  printRow("overhead of a spec", overhead, { unit: medians.script, of: "git by hand", limit: 4 });
}

function agent(folder, name, seconds) {
  const file = join(folder, `${name}.sh`);
  const lines = [
    ...(seconds > 0 ? [`sleep ${seconds}`] : []),
    "name=work-${CHANT_SPEC_ID:-x}.txt",
    "echo work > $name && git add $name && git commit -q -m 'chant(x): work'",
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

function template(folder, { name, command, specs }) {
  const repo = join(folder, name);
  mkdirSync(repo);
  git(repo, "init", "-q", "-b", "main");
  writeFileSync(join(repo, "README.md"), "# Bench\n");
  git(repo, "add", "-A");
  git(repo, "commit", "-q", "-m", "start");
  chant(repo, "init", "--minimal", "--provider", "command", "--command", command);
  const config = join(repo, ".chant/config.md");
  const text = git(repo, "show", "HEAD:.chant/config.md");
  writeFileSync(
    config,
    `${text.replace("---\n", "---\nparallel:\n  stagger_delay_ms: 0\n  stagger_jitter_ms: 0\n")}\n`,
  );
  for (let number = 1; number <= specs; number++) {
    const id = `2026-01-22-${String(number).padStart(3, "0")}-abc`;
    const header = `---\ntype: code\nstatus: pending\n---\n`;
    writeFileSync(join(repo, ".chant/specs", `${id}.md`), `${header}\n# Spec ${number}\n\nDo what it says.\n`);
  }
  git(repo, "add", "-A");
  git(repo, "commit", "-q", "-m", "specs");
  return repo;
}

function inCopy(of, run, check = () => undefined) {
  const folder = mkdtempSync(join(base, "round-"));
  const repo = join(folder, "repo");
  cpSync(of, repo, { recursive: true });
  chant(repo, "config", "trust");
  const spent = run(repo);
  check(repo);
  rmSync(folder, { recursive: true, force: true });
  return spent;
}

function requireAll(repo) {
  const done = git(repo, "grep", "-l", "^status: completed$", "HEAD", "--", ".chant/specs").split("\n").length;
  const left = `${git(repo, "status", "--porcelain")}${git(repo, "branch", "--list", "--format=%(refname:short)").replace("main", "")}`;
  const trees = git(repo, "worktree", "list", "--porcelain").match(/^worktree /gm).length - 1;
  if (done !== count || left !== "" || trees > 0)
    throw new Error(`${done} done, ${trees} worktrees, left over: ${left}`);
}
