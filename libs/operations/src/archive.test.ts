import { chmod, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { archive } from "./archive.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

const day = (number: number) => `2026-01-${String(number).padStart(2, "0")}`;
const id = (number: number) => `${day(number)}-001-aaa`;
const active = (name: string) => `.chant/specs/${name}.md`;
const there = (name: string) => `.chant/archive/${name.slice(0, 10)}/${name}.md`;

function spec(status: string, at?: string): string {
  return `---\nstatus: ${status}\n${at === undefined ? "" : `completed_at: ${at}T12:00:00Z\n`}---\n\n# ${status}\n`;
}

async function project(files: Record<string, string>, config = "") {
  const dir = await gitDir({ ".chant/config.md": `---\n${config}---\n`, "user.txt": "1\n", ...files }, onTestFinished);
  const env = { ...dir.env, CHANT_TEST: "1", CHANT_NOW: "2026-04-01T12:00:00Z" };
  const warnings: string[] = [];
  const run = (input: Record<string, unknown> = {}) => {
    const report = (event: { type: string; message?: string }) => void warnings.push(event.message ?? "");
    return runOperation(archive, input, createContext({ cwd: dir.path, env, surface: "cli", report }));
  };
  const moved = async (input: Record<string, unknown> = {}) => (await run(input)).results.map(({ spec_id }) => spec_id);
  const read = (path: string) => readFile(join(dir.path, path), "utf8");
  const files$ = async () => (await dir.git("ls-files", ".chant")).split("\n").filter((path) => path.endsWith(".md"));
  return { ...dir, run, moved, read, warnings, files: files$ };
}

test("a finished spec goes into the folder of its day by one commit of exactly that rename", async () => {
  const text = "\uFEFF---\r\nstatus: completed # a comment\r\n---\r\n# One  \r\nno end";
  const { run, git, write, read, path } = await project({ [active(id(1))]: text, [active(id(2))]: spec("pending") });
  await chmod(join(path, active(id(1))), 0o600);
  await write({ "user.txt": "2\n", "staged.txt": "s\n", "new.txt": "n\n" });
  await git("add", "staged.txt");
  const status = await git("status", "--porcelain");
  expect(await run({ id: id(1) })).toEqual({
    dry_run: false,
    results: [{ spec_id: id(1), outcome: "archived", status: "completed", from: active(id(1)), to: there(id(1)) }],
    skipped: [],
    committed: true,
  });
  expect(await git("show", "--format=%B", "--name-status", "-M100%", "HEAD")).toBe(
    `chant: archive ${id(1)}\n\nChant-Spec: ${id(1)}\n\n\nR100\t${active(id(1))}\t${there(id(1))}`,
  );
  expect(await git("status", "--porcelain")).toBe(status);
  expect(await read(there(id(1)))).toBe(text);
  expect((await stat(join(path, there(id(1))))).mode & 0o777).toBe(0o600);
});

test("a driver brings its members along, and none of them goes while one is open", async () => {
  const driver = id(1);
  const names = [driver, `${driver}.1`, `${driver}.2`, `${driver}.2.1`];
  const specs = Object.fromEntries(names.map((name) => [active(name), spec("completed")]));
  const { run, moved, write, files } = await project({ ...specs, [active(`${driver}.2.1`)]: spec("failed") });
  const refused = { code: "STATE_TRANSITION", message: expect.stringContaining(`${driver}.2.1 is failed`) as string };
  await expect(run({ id: driver })).rejects.toMatchObject(refused);
  expect(await run()).toMatchObject({ results: [], skipped: [{ spec_id: driver }] });
  await write({ [active(`${driver}.2.1`)]: spec("cancelled") });
  expect(await moved()).toEqual(names);
  expect(await files()).toEqual([".chant/config.md", ...names.map(there)].sort());
});

test("a member stays while its driver is at work, whatever its own status", async () => {
  const [driver, member] = [id(1), `${id(1)}.1`];
  const { run, moved, write } = await project({
    [active(driver)]: spec("pending"),
    [active(member)]: spec("completed"),
  });
  expect(await moved()).toEqual([]);
  await expect(run({ id: member })).rejects.toMatchObject({
    message: `${member} is a member of ${driver}, which is pending.`,
  });
  await write({ [active(driver)]: spec("completed") });
  expect(await moved({ id: member })).toEqual([member]);
  expect(await moved()).toEqual([driver]);
});

test("a member without a driver goes like any other, and --skip-checks lets one go alone", async () => {
  const [orphan, driver] = [`${id(1)}.1`, id(2)];
  const { moved } = await project({
    [active(orphan)]: spec("completed"),
    [active(driver)]: spec("pending"),
    [active(`${driver}.1`)]: spec("completed"),
  });
  expect(await moved()).toEqual([orphan]);
  expect(await moved({ id: `${driver}.1`, skip_checks: true })).toEqual([`${driver}.1`]);
});

test.each(["pending", "in_progress", "paused", "failed", "needs_attention"])(
  "a spec that is %s stays, unless that is asked for",
  async (status) => {
    const { run, moved, git } = await project({ [active(id(1))]: spec(status) });
    const before = await git("rev-parse", "HEAD");
    expect(await run()).toMatchObject({ results: [], skipped: [] });
    await expect(run({ id: id(1) })).rejects.toMatchObject({ fix: `chant archive ${id(1)} --allow-non-completed` });
    expect(await git("rev-parse", "HEAD")).toBe(before);
    expect(await moved({ id: id(1), allow_non_completed: true })).toEqual([id(1)]);
  },
);

test.each([
  ["30", [id(1), id(2)]],
  ["30d", [id(1), id(2)]],
  ["2mo", [id(1)]],
  ["2026-02-01", [id(1)]],
  ["1y", []],
])("--older-than %s moves %j, and says of what has no time that it has none", async (older_than, expected) => {
  const { run, moved } = await project({
    [active(id(1))]: spec("completed", "2026-01-15"),
    [active(`${id(1)}.1`)]: spec("completed", "2026-03-31"),
    [active(id(2))]: spec("completed", "2026-02-15"),
    [active(id(3))]: spec("completed", "2026-03-30"),
    [active(id(4))]: spec("cancelled"),
  });
  const planned = await run({ older_than, dry_run: true });
  expect(planned.skipped).toMatchObject([{ spec_id: id(4), reason: `${id(4)} does not say when it was completed.` }]);
  const withMember = expected.flatMap((one) => (one === id(1) ? [one, `${one}.1`] : [one]));
  expect(await moved({ older_than })).toEqual(withMember);
});

test.each([
  [{ older_than: "soon" }, "INPUT_INVALID"],
  [{ id: "x", older_than: "3d" }, "INPUT_INVALID"],
  [{ restore: true }, "INPUT_MISSING"],
  [{ id: "nobody" }, "INPUT_SPEC_NOT_FOUND"],
  [{ id: "../config" }, "INPUT_SPEC_NOT_FOUND"],
])("%j is refused with %s", async (input, code) => {
  const { run } = await project({ [active(id(1))]: spec("completed") });
  await expect(run(input)).rejects.toMatchObject({ code });
});

test("without an age the retention of the config is one, and nothing is older than forever", async () => {
  const specs = { [active(id(1))]: spec("completed", "2026-01-15"), [active(id(2))]: spec("completed", "2026-03-30") };
  const kept = await project(specs, "lifecycle:\n  specs:\n    retention: 30d\n");
  expect(await kept.run()).toMatchObject({ older_than: "30d", results: [{ spec_id: id(1) }] });
  expect(await kept.moved({ id: id(2) })).toEqual([id(2)]);
  const plain = await project(specs, "lifecycle:\n  specs:\n    retention: forever\n");
  expect(await plain.moved()).toEqual([id(1), id(2)]);
});

test("U8: a dry run changes nothing, and what it tells is what is done then", async () => {
  const { run, git, path } = await project({
    [active(id(1))]: spec("completed"),
    [active(id(2))]: spec("cancelled"),
    [active(id(3))]: "---\nstatus: [\n---\n",
  });
  await symlink("elsewhere.md", join(path, active(id(4))));
  const before = await git("status", "--porcelain", "-uall");
  const planned = await run({ dry_run: true });
  expect([await git("rev-list", "--count", "HEAD"), await git("status", "--porcelain", "-uall")]).toEqual([
    "1",
    before,
  ]);
  const done = await run();
  expect({ ...done, dry_run: true, committed: false }).toEqual(planned);
  expect(done.results.map(({ spec_id }) => spec_id)).toEqual([id(1), id(2)]);
});

test("what would overwrite something, or lead somewhere else, stays where it is and keeps nothing else from going", async () => {
  const [taken, elsewhere, linked, twice] = [id(1), id(2), id(3), id(4)];
  const { run, path, read } = await project({
    [active(taken)]: spec("completed"),
    [there(taken)]: "mine\n",
    [active(elsewhere)]: spec("completed"),
    [`.chant/archive/old/${elsewhere}.md`]: spec("completed"),
    [active(twice)]: spec("completed"),
    [`.chant/specs/sub/${twice}.md`]: spec("completed"),
    [active(id(5))]: spec("completed"),
    "shared.md": spec("completed"),
  });
  await symlink("../../shared.md", join(path, active(linked)));
  const { results, skipped } = await run();
  expect(results.map(({ spec_id }) => spec_id)).toEqual([id(5)]);
  expect(skipped.map(({ spec_id, reason }) => [spec_id, reason])).toEqual([
    [taken, `${there(taken)} is there already, and ${taken} would be two specs.`],
    [elsewhere, `.chant/archive/old/${elsewhere}.md is there already, and ${elsewhere} would be two specs.`],
    [linked, `The file of ${linked} is a link, which would lead somewhere else from the archive.`],
    [twice, expect.stringContaining(`${twice} is the id of 2 files`)],
  ]);
  expect(await read(there(taken))).toBe("mine\n");
});

test("files that an older version left without a folder get theirs, and ids without a day lie in one together", async () => {
  const { run, moved, files } = await project({
    [`.chant/archive/${id(1)}.md`]: spec("completed"),
    ".chant/specs/fix-login.md": spec("completed"),
    [active(`web-${id(2)}`)]: spec("completed"),
  });
  expect(await moved()).toEqual([`web-${id(2)}`, "fix-login", id(1)]);
  expect(await files()).toEqual(
    [
      ".chant/config.md",
      there(id(1)),
      `.chant/archive/${day(2)}/web-${id(2)}.md`,
      ".chant/archive/undated/fix-login.md",
    ].sort(),
  );
  await expect(run({ id: id(1) })).rejects.toMatchObject({ message: `${id(1)} is archived already.` });
});
