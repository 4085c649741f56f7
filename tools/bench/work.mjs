// A run against the same with git alone.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { base, cli, env, measure, printRow, time, timeNode } from "./measure.mjs";

// A branch and a worktree, the spec marked as started and as completed in a commit each, nothing left over, the work on main,
// and everything cleaned up.
export const byHand = `set -e
spec=$(ls .chant/specs/*.md)
git worktree add -q -b work ../tree HEAD
cd ../tree
sed -i 's/^status: .*/status: in_progress/' "$spec" && git commit -q -m start -- "$spec"
sh "$1"
test -z "$(git status --porcelain)"
sed -i 's/^status: .*/status: completed/' "$spec" && git commit -q -m finalize -- "$spec"
cd "$OLDPWD"
git merge -q --ff-only work && git worktree remove ../tree && git branch -q -d work
`;

export function benchWork(rounds) {
  const script = join(base, "by-hand.sh");
  writeFileSync(script, byHand);
  const agent = join(base, "agent.sh");
  writeFileSync(agent, "echo work > work.txt && git add work.txt && git commit -q -m 'chant(x): work'\n");
  const template = join(base, "template");
  mkdirSync(template);
  git(template, "init", "-q", "-b", "main");
  writeFileSync(join(template, "README.md"), "# Bench\n");
  git(template, "add", "-A");
  git(template, "commit", "-q", "-m", "start");
  chant(template, "init", "--minimal", "--provider", "command", "--command", `sh ${agent}`);
  const { data: added } = JSON.parse(chant(template, "add", "One spec", "--json"));
  const before = Number(git(template, "rev-list", "--count", "main"));
  const medians = measure(
    {
      node: timeNode,
      version: () => time(process.execPath, [cli, "--version"]),
      script: () => inCopy({ template, before }, (repo) => time("sh", [script, agent], { cwd: repo })),
      work: () =>
        inCopy({ template, before }, (repo) => time(process.execPath, [cli, "work", added.id], { cwd: repo })),
    },
    rounds,
  );
  console.log(`\nwork, ${rounds} rounds`);
  printRow("node -e 0", medians.node);
  printRow("chant --version", medians.version, { unit: medians.node, of: "node -e 0", limit: 1.3 });
  printRow("git by hand", medians.script);
  const unit = medians.node + medians.script;
  printRow("chant work", medians.work, { unit, of: "node -e 0 + git by hand", limit: 3 });
}

function inCopy({ template, before }, run) {
  const folder = mkdtempSync(join(base, "round-"));
  const repo = join(folder, "repo");
  cpSync(template, repo, { recursive: true });
  chant(repo, "config", "trust");
  const spent = run(repo);
  requireSame(repo, before);
  rmSync(folder, { recursive: true, force: true });
  return spent;
}

/** Both ways have to end the same: three more commits on main, the spec completed, nothing left over. */
function requireSame(repo, before) {
  const commits = Number(git(repo, "rev-list", "--count", "main")) - before;
  const completed = git(repo, "grep", "-c", "^status: completed$", "HEAD", "--", ".chant/specs") !== "";
  const branches = git(repo, "branch", "--list", "--format=%(refname:short)").replace("main", "");
  const left = `${git(repo, "status", "--porcelain")}${branches}`;
  if (commits !== 3 || !completed || left !== "")
    throw new Error(`not the same: ${commits} commits, left over: ${left}`);
}

export function chant(cwd, ...args) {
  const options = { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  return execFileSync(process.execPath, [cli, ...args], options);
}

export function git(cwd, ...args) {
  return execFileSync("git", args, { cwd, env, encoding: "utf8" }).trim();
}
