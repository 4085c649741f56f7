// From an empty repository to verified, merged work, with a scripted agent: no account, no network.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../apps/cli/dist/bin.js", import.meta.url));
const agent = fileURLToPath(new URL("agent.mjs", import.meta.url));
const base = mkdtempSync(join(tmpdir(), "chant-demo-"));
const repo = join(base, "hello");
const env = {
  ...process.env,
  XDG_STATE_HOME: join(base, "state"),
  ...Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) => [
      [`GIT_${who}_NAME`, "Demo"],
      [`GIT_${who}_EMAIL`, "demo@example.com"],
    ]),
  ),
};

execFileSync("git", ["init", "-q", "-b", "main", repo]);
git("commit", "-q", "--allow-empty", "-m", "start");

chant("init", "--minimal", "--provider", "command", "--command", `"${process.execPath}" "${agent}"`);
chant("add", "Create a hello.sh script that prints Hello World");
const { data } = JSON.parse(
  execFileSync(process.execPath, [cli, "list", "--json"], { cwd: repo, env, encoding: "utf8" }),
);
const { id } = data.specs[0];
const file = join(repo, ".chant", "specs", `${id}.md`);
const criteria = "\n## Acceptance Criteria\n\n- [ ] hello.sh exists\n- [ ] it prints Hello World\n";
console.log(`$ edit .chant/specs/${id}.md   # adding acceptance criteria`);
writeFileSync(file, readFileSync(file, "utf8") + criteria);
chant("work", id);
chant("list");
show("git", ["log", "--oneline", "--graph"]);
show("cat", [`.chant/specs/${id}.md`]);
chant("log", id, "--no-follow");
console.log(
  `\nThe repository is ${repo}\n  the work      ${join(repo, "hello.sh")}\n  the spec      ${file}\n  the run's log ${join(repo, ".chant", "logs", `${id}.log`)}\n`,
);
console.log(`Go on there: cd ${repo} && ${process.execPath} ${cli} --help`);

function chant(...args) {
  show(process.execPath, [cli, ...args], ["chant", ...args]);
}

function show(program, args, said = [program, ...args]) {
  console.log(`\n$ ${said.map((word) => (/[^\w./=:-]/.test(word) ? JSON.stringify(word) : word)).join(" ")}`);
  const { status } = spawnSync(program, args, { cwd: repo, env, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
}

function git(...args) {
  execFileSync("git", args, { cwd: repo, env });
}
