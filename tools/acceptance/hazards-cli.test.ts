import { findOperation, operationNames } from "@chant/operations";
import { execa } from "execa";
import { expect, test } from "vitest";
import { writeSpec } from "./hazard-specs.ts";
import { stateOf } from "./invariants.ts";
import { cli, envelope, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

/** Runs a command with this on its standard input, which is no terminal. */
async function piped(repo: Scratch, input: string, ...words: string[]): Promise<number | undefined> {
  const where = { cwd: repo.root, env: repo.env, extendEnv: false, reject: false, timeout: 20_000 } as const;
  return (await execa(process.execPath, [cli, ...words], { ...where, input })).exitCode;
}

test("U1: without a terminal nothing that destroys is done, and no command waits for an answer", async () => {
  const repo = await scratch();
  const id = await writeSpec(repo, 1);
  const before = await stateOf(repo);
  for (const name of operationNames) {
    const operation = await findOperation(name);
    if (operation?.effect !== "destructive") continue;
    const words = [...name.split(" "), ...((operation.positionals ?? []).length > 0 ? [id] : [])];
    for (const input of ["", "n\n", "y\n"]) expect([name, await piped(repo, input, ...words)]).toEqual([name, 2]);
  }
  // These ask something on a terminal.
  for (const words of [["add"], ["edit"], ["work"], ["recover"]])
    expect([0, 2], words.join(" ")).toContain(await piped(repo, "n\n", ...words));
  expect(await stateOf(repo)).toEqual(before);
});

/** What cannot be done, with its exit code. */
const failures: readonly (readonly [words: readonly string[], code: number])[] = [
  [["work", "ID", "--provider", "nobody"], 2],
  [["work", "ID", "--prompt", "nowhere"], 2],
  [["work", "ID", "--target", "nowhere"], 5],
  [["work", "BLOCKED"], 3],
  [["work", "ASKS"], 3],
  [["work", "DONE"], 3],
  [["work", "BAD"], 2],
  [["reset", "ID"], 3],
  [["finalize", "ID"], 3],
  [["merge", "ID"], 3],
  [["merge"], 2],
  [["edit", "nothing"], 2],
  [["add", ""], 2],
  [["add", "x", "--depends-on", "nothing"], 2],
  [["add", "x", "--template", "nothing"], 2],
  [["template", "show", "nothing"], 2],
  [["export", "--format", "xml"], 2],
  [["lint", "BAD"], 1],
  [["nonsense"], 2],
  [["drift"], 2],
];

async function everyFailure(): Promise<{ repo: Scratch; words: (line: readonly string[]) => string[] }> {
  const repo = await scratch();
  const ids: Readonly<Record<string, string>> = {
    ID: await writeSpec(repo, 1),
    BLOCKED: await writeSpec(repo, 2, ["depends_on: [2026-01-22-001-abc]"]),
    ASKS: await writeSpec(repo, 3, ["approval: {required: true, status: pending}"]),
    DONE: await writeSpec(repo, 4),
    BAD: await writeSpec(repo, 5),
  };
  const done = `.chant/specs/${ids["DONE"] as string}.md`;
  await repo.write(done, (await repo.read(done)).replace("status: pending", "status: completed"));
  await repo.write(`.chant/specs/${ids["BAD"] as string}.md`, "---\nstatus: [\n---\n\n# Bad\n");
  await repo.git("commit", "-qam", "as they are");
  return { repo, words: (line) => line.map((word) => ids[word] ?? word) };
}

test("U3, U4, U5: what cannot be done ends with its code, changes nothing, and says so in one JSON document", async () => {
  const { repo, words } = await everyFailure();
  const before = await stateOf(repo);
  for (const [line, code] of failures) {
    const ran = await repo.chant(...words(line), "--json");
    expect([line, ran.code], ran.stdout).toEqual([line, code]);
    expect(ran.stdout.trimEnd().split("\n"), line.join(" ")).toHaveLength(1);
    expect(envelope<{ ok: boolean }>(ran).ok, line.join(" ")).toBe(code < 2);
    expect(`${line.join(" ")}: ${ran.stdout}${ran.stderr}`).not.toContain("\u001b");
  }
  expect(await stateOf(repo)).toEqual(before);
  expect(await repo.worktrees()).toEqual([]);
});

test("U4: warnings do not get into the JSON, and the order of specs is the same every time", async () => {
  const repo = await scratch();
  for (const number of [3, 1, 2]) await writeSpec(repo, number);
  await repo.configure("defautls", "prompt: standard");
  for (const words of [["list"], ["status"], ["lint"], ["config", "--validate"]]) {
    const [first, second] = [await repo.chant(...words, "--json"), await repo.chant(...words, "--json")];
    expect(() => JSON.parse(first.stdout) as unknown, words.join(" ")).not.toThrow();
    const steady = ({ stdout }: { stdout: string }) => stdout.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
    expect(steady(second)).toBe(steady(first));
  }
});

test("U8: a dry run changes nothing, and its plan is what happens then", async () => {
  const repo = await scratch();
  const [one, two] = [await repo.spec("One"), await repo.spec("Two")];
  for (const id of [one, two]) await repo.result("work", id, "--no-merge");
  const derived = ["derived:", '  team: {from: path, pattern: "specs/(....)"}'];
  await repo.configure("enterprise", ...derived);
  const before = await stateOf(repo);

  type Planned = { data: { specs?: { id: string }[]; results?: { spec_id: string; outcome: string }[] } };
  const derive = async (...flags: string[]) => (await repo.json<Planned>("derive", "--all", ...flags)).data.specs ?? [];
  const merge = async (...flags: string[]) => (await repo.json<Planned>("merge", "--all", ...flags)).data.results ?? [];
  const plans = [await derive("--dry-run"), await merge("--dry-run")] as const;
  await repo.chant("migrate");
  await repo.chant("recover", "--check");
  expect(await stateOf(repo)).toEqual(before);

  const merged = await merge();
  expect(merged.map(({ spec_id }) => spec_id).sort()).toEqual(plans[1].map(({ spec_id }) => spec_id).sort());
  expect(merged.map(({ outcome }) => outcome)).toEqual(["completed", "completed"]);
  expect((await derive()).map(({ id }) => id)).toEqual(plans[0].map(({ id }) => id));
  expect(await derive("--dry-run")).toEqual([]);
});
