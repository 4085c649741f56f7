// Medians and ratios of one run, rounds interleaved so that a busy moment of the machine hits everything alike.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../apps/cli/dist/bin.js", import.meta.url));
const rounds = Number(process.env.ROUNDS ?? 21);
const base = mkdtempSync(join(tmpdir(), "chant-bench-"));
const who = ["AUTHOR", "COMMITTER"].flatMap((role) => [
  [`GIT_${role}_NAME`, "Bench"],
  [`GIT_${role}_EMAIL`, "bench@example.com"],
]);
const env = {
  ...process.env,
  ...Object.fromEntries(who),
  XDG_STATE_HOME: join(base, "state"),
  GIT_CONFIG_GLOBAL: "/dev/null",
};

// The same with git alone: a branch and a worktree, the spec marked as started and as completed in a commit each, nothing left
// over, the work on main, and everything cleaned up.
const script = join(base, "by-hand.sh");
writeFileSync(
  script,
  `set -e
spec=$(ls .chant/specs/*.md)
git worktree add -q -b work ../tree HEAD
cd ../tree
sed -i 's/^status: .*/status: in_progress/' "$spec" && git commit -q -m start -- "$spec"
sh "$1"
test -z "$(git status --porcelain)"
sed -i 's/^status: .*/status: completed/' "$spec" && git commit -q -m finalize -- "$spec"
cd "$OLDPWD"
git merge -q --ff-only work && git worktree remove ../tree && git branch -q -d work
`,
);
const agent = join(base, "agent.sh");
writeFileSync(agent, "echo work > work.txt && git add work.txt && git commit -q -m 'chant(x): work'\n");

const template = join(base, "template");
mkdirSync(template);
git(template, "init", "-q", "-b", "main");
writeFileSync(join(template, "README.md"), "# Bench\n");
git(template, "add", "-A");
git(template, "commit", "-q", "-m", "start");
chant(template, "init", "--minimal", "--provider", "command", "--command", `sh ${agent}`);
const ten = join(base, "ten");
cpSync(template, ten, { recursive: true });
for (let index = 0; index < 10; index++) chant(ten, "add", `Spec ${index}`);
const templateCommits = Number(execFileSync("git", ["rev-list", "--count", "main"], { cwd: template, env })) + 1;
const { data: added } = JSON.parse(chant(template, "add", "One spec", "--json"));

const cases = {
  "node -e 0": () => time(process.execPath, ["-e", "0"], base),
  "chant --version": () => time(process.execPath, [cli, "--version"], base),
  "chant list, 10 specs": () => time(process.execPath, [cli, "list"], ten),
  "git by hand": () => inCopy((repo) => time("sh", [script, agent], repo)),
  "chant work": () => inCopy((repo) => time(process.execPath, [cli, "work", added.id], repo)),
};
const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
for (let round = 0; round <= rounds; round++) {
  for (const [name, run] of Object.entries(cases)) {
    const spent = run();
    // The first round only warms the file cache.
    if (round > 0) times[name].push(spent);
  }
}

const median = (name) => times[name].toSorted((a, b) => a - b)[Math.floor(times[name].length / 2)];
const node = median("node -e 0");
const rows = [
  ["node -e 0", node, 1, undefined, "node -e 0"],
  ["chant --version", median("chant --version"), node, 1.3, "node -e 0"],
  ["chant list, 10 specs", median("chant list, 10 specs"), node, 2.1, "node -e 0"],
  ["git by hand", median("git by hand"), 1, undefined, ""],
  ["chant work", median("chant work"), node + median("git by hand"), 3, "node -e 0 + git by hand"],
];
console.log(`${rounds} rounds, medians\n`);
for (const [name, spent, unit, limit, of] of rows) {
  const ratio =
    limit === undefined
      ? ""
      : `${(spent / unit).toFixed(2)} × ${of} (limit ${limit}) ${spent / unit <= limit ? "ok" : "OVER"}`;
  console.log(`${name.padEnd(24)} ${spent.toFixed(1).padStart(8)} ms  ${ratio}`);
}
rmSync(base, { recursive: true, force: true });

function inCopy(run) {
  const folder = mkdtempSync(join(base, "round-"));
  const repo = join(folder, "repo");
  cpSync(template, repo, { recursive: true });
  chant(repo, "config", "trust");
  const spent = run(repo);
  requireSame(repo);
  rmSync(folder, { recursive: true, force: true });
  return spent;
}

/** Both ways have to end the same: three more commits on main, the spec completed, nothing left over. */
function requireSame(repo) {
  const git = (...args) => execFileSync("git", args, { cwd: repo, env, encoding: "utf8" }).trim();
  const commits = Number(git("rev-list", "--count", "main")) - templateCommits;
  const completed = git("grep", "-c", "^status: completed$", "HEAD", "--", ".chant/specs") !== "";
  const left = [git("status", "--porcelain"), git("branch", "--list", "--format=%(refname:short)").replace("main", "")];
  if (commits === 3 && completed && left.join("") === "") return;
  throw new Error(`not the same: ${commits} commits, left over: ${left.join(" ")}`);
}

function time(program, args, cwd) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  const spent = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  return spent;
}

function chant(cwd, ...args) {
  return execFileSync(process.execPath, [cli, ...args], {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function git(cwd, ...args) {
  execFileSync("git", args, { cwd, env });
}
