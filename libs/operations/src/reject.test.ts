import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSpec, type Spec } from "@chant/core";
import { gitDir, type GitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { approve } from "./approve.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { lint } from "./lint.ts";
import { list } from "./list.ts";
import { reject } from "./reject.ts";

const id = "2026-01-22-001-aaa";
const path = `.chant/specs/${id}.md`;

const asked = `---
type: code
status: pending
labels: [auth]
target_files: [src/auth.ts]
depends_on:
  - 2026-01-21-001-zzz # first
approval: {required: true, status: pending} # by the rules
---

# Refactor auth

Because.

## Acceptance Criteria

- [ ] Tokens are handled
- [ ] Sessions are
  handled

## Notes

mine
`;

async function project(action: string, text = asked): Promise<GitDir> {
  const config = `---\nproject:\n  name: test\napproval:\n  rejection_action: ${action}\n---\n`;
  const before = ".chant/specs/2026-01-21-001-zzz.md";
  return gitDir(
    { ".chant/config.md": config, [path]: text, [before]: "---\nstatus: completed\n---\n# Z\n" },
    onTestFinished,
  );
}

function contextOf(dir: GitDir) {
  const env = { ...dir.env, CHANT_TEST: "1", CHANT_NOW: "2026-01-22T12:00:00Z" };
  return createContext({ cwd: dir.path, env, surface: "cli" });
}

function rejectIn(dir: GitDir, input: Record<string, unknown> = {}) {
  return runOperation(reject, { id, by: "marcos", reason: "Too large", ...input }, contextOf(dir));
}

async function read(dir: GitDir, spec = id): Promise<Spec> {
  return parseSpec(await readFile(join(dir.path, `.chant/specs/${spec}.md`), "utf8"), { id: spec });
}

const rejection = /^\*\*marcos\*\* - 2026-01-2\d \d\d:\d\d - REJECTED\nToo large$/m;

test("T7: a rejection requires an approval from then on, and leaves every other byte as it is", async () => {
  const dir = await project("manual", "---\nx: 1 # mine\n---\n\n# T\n\nend");
  const told = await rejectIn(dir);
  expect(told).toMatchObject({ approval: "rejected", action: "manual", specs: [], committed: true });
  const { text, frontmatter } = await read(dir);
  expect(frontmatter.approval).toMatchObject({ required: true, status: "rejected", by: "marcos" });
  expect(text).not.toContain("content:");
  expect(text.startsWith("---\nx: 1 # mine\napproval:\n  required: true\n  status: rejected\n  by: marcos\n")).toBe(
    true,
  );
  expect(text.replace(/approval:\n(?: .*\n)+/, "").replace(rejection, "X")).toBe(
    "---\nx: 1 # mine\n---\n\n# T\n\nend\n\n## Approval Discussion\n\nX\n",
  );
  expect(await dir.git("log", "-1", "--format=%s")).toBe(`chant: reject ${id}`);
  expect(await dir.git("status", "--porcelain")).toBe("");
});

test.each([undefined, "", " \n "])("the reason %j is none", async (reason) => {
  const dir = await project("manual");
  const input = { id, by: "marcos", ...(reason === undefined ? {} : { reason }) };
  const code = reason === undefined ? "INPUT_MISSING" : "INPUT_INVALID";
  await expect(runOperation(reject, input, contextOf(dir))).rejects.toMatchObject({ code });
  expect((await read(dir)).text).toBe(asked);
});

test("a rejection overwrites an approval and another rejection, and the discussion keeps them all", async () => {
  const dir = await project("manual");
  await runOperation(approve, { id, by: "sarah" }, contextOf(dir));
  await rejectIn(dir);
  await rejectIn(dir, { by: "dave", reason: "Still" });
  await runOperation(approve, { id, by: "marcos" }, contextOf(dir));
  const { text, frontmatter } = await read(dir);
  expect(frontmatter.approval).toMatchObject({ required: true, status: "approved", by: "marcos" });
  const entries = [...text.matchAll(/^\*\*(\w+)\*\* - .* - (\w+)$/gm)].map(([, by, verdict]) => `${by} ${verdict}`);
  expect(entries).toEqual(["sarah APPROVED", "marcos REJECTED", "dave REJECTED", "marcos APPROVED"]);
  expect(text).toContain("approval: {required: true, status: approved, by: marcos, at: ");
  expect(text).toContain("} # by the rules\n");
});

test("in dependency mode a spec with the fix is made, and the rejected one waits for it, in one commit", async () => {
  const dir = await project("dependency");
  const { specs, action, message } = await rejectIn(dir, { reason: "No tokens\n# yet" });
  const [fix = ""] = specs;
  expect([action, message]).toEqual(["dependency", `It is rejected by marcos. It waits for ${fix}.`]);
  const made = await read(dir, fix);
  expect(made).toMatchObject({
    title: `Fix rejection issues for ${id}`,
    frontmatter: { type: "code", status: "pending" },
  });
  expect(made.body).toContain("\n> No tokens\n> # yet\n");
  expect(made.body.match(/^- \[ \] /gm)).toHaveLength(2);
  const { text, frontmatter } = await read(dir);
  expect(frontmatter).toMatchObject({ status: "pending", type: "code", depends_on: ["2026-01-21-001-zzz", fix] });
  expect(text).toContain(`depends_on:\n  - 2026-01-21-001-zzz # first\n  - ${fix}\n`);
  const rows = (await runOperation(list, {}, contextOf(dir))).specs;
  expect(rows.find((row) => row.id === id)).toMatchObject({ blocked_by: [fix], approval: "rejected", ready: false });
  expect(rows.find((row) => row.id === fix)).toMatchObject({ ready: true });
  expect((await dir.git("show", "--format=", "--name-only", "HEAD")).split("\n").sort()).toEqual(
    [path, `.chant/specs/${fix}.md`].sort(),
  );
  expect(await dir.git("status", "--porcelain")).toBe("");
  const { summary } = (await runOperation(lint, {}, contextOf(dir))) as { summary?: { errors?: number } };
  expect(summary?.errors ?? 0).toBe(0);
});

test("in group mode it becomes a driver, with a member for each criterion that waits for the one before", async () => {
  const dir = await project("group");
  const { specs, action } = await rejectIn(dir);
  expect([action, specs]).toEqual(["group", [`${id}.1`, `${id}.2`]]);
  const [one, two] = [await read(dir, `${id}.1`), await read(dir, `${id}.2`)];
  expect([one.title, two.title]).toEqual(["Tokens are handled", "Sessions are handled"]);
  expect(one.body).toContain("## Acceptance Criteria\n\n- [ ] Tokens are handled\n");
  expect(one.body).toContain("> Too large\n");
  expect([one.frontmatter.depends_on, two.frontmatter.depends_on]).toEqual([undefined, [`${id}.1`]]);
  const shared = { target_files: ["src/auth.ts"], context: [path], approval: { required: true, status: "pending" } };
  for (const member of [one, two]) expect(member.frontmatter).toMatchObject(shared);
  const driver = await read(dir);
  expect(driver.frontmatter).toMatchObject({ type: "driver", status: "pending", approval: { status: "rejected" } });
  expect(
    driver.text
      .replace(/\n\n## Approval Discussion[^]*$/, "\n")
      .replace("type: driver", "type: code")
      .split("\n")
      .filter((line) => !line.startsWith("approval:")),
  ).toEqual(asked.split("\n").filter((line) => !line.startsWith("approval:")));
  expect(await dir.git("status", "--porcelain")).toBe("");
  expect(await dir.git("rev-list", "--count", "HEAD")).toBe("2");
});

test("in group mode a spec without criteria gets one member with the fix, which needs no approval that it did not need", async () => {
  const dir = await project("group", "# T\n");
  const { specs } = await rejectIn(dir);
  expect(specs).toEqual([`${id}.1`]);
  const member = await read(dir, `${id}.1`);
  expect(member.title).toBe(`Fix rejection issues for ${id}`);
  expect(member.frontmatter.approval).toBeUndefined();
});

test.each([
  ["group", "completed", "is completed"],
  ["dependency", "cancelled", "is cancelled"],
  ["group", "needs_attention", "is needs attention"],
])("in %s mode nothing follows for a spec that is %s, which is said", async (action, status, said) => {
  const dir = await project(action, asked.replace("status: pending\n", `status: ${status}\n`));
  const told = await rejectIn(dir);
  expect(told).toMatchObject({
    action: "manual",
    specs: [],
    notices: expect.arrayContaining([expect.stringContaining(said) as string]) as string[],
  });
  expect((await read(dir)).frontmatter).toMatchObject({ status, type: "code", approval: { status: "rejected" } });
});

test("in group mode a driver is not split again, and --no-follow-up only rejects", async () => {
  const dir = await project("group");
  await rejectIn(dir, { follow_up: false });
  expect(await readdir(join(dir.path, ".chant/specs"))).toHaveLength(2);
  await rejectIn(dir);
  expect((await rejectIn(dir)).notices).toContain(`${id} has members already: it is not split again.`);
  expect(await readdir(join(dir.path, ".chant/specs"))).toHaveLength(4);
});

test.each(["dependency", "group"])(
  "in %s mode a spec that cannot be edited is refused, and nothing is made",
  async (action) => {
    const dir = await project(action, "---\n{status: pending}\n---\n\n# T\n");
    await expect(rejectIn(dir)).rejects.toMatchObject({ code: "PARSE_EDIT" });
    expect(await readdir(join(dir.path, ".chant/specs"))).toHaveLength(2);
    expect(await dir.git("status", "--porcelain")).toBe("");
  },
);

test("what cannot be committed is taken back, with what was made for it", async () => {
  const dir = await project("group");
  await writeFile(
    join(dir.path, ".chant/config.md"),
    "---\napproval: {rejection_action: group}\ngit: {sign: true}\n---\n",
  );
  await dir.git("config", "gpg.program", "/nowhere/gpg");
  await expect(rejectIn(dir)).rejects.toMatchObject({ code: "GIT_FAILED" });
  expect(await readdir(join(dir.path, ".chant/specs"))).toHaveLength(2);
  expect((await read(dir)).text).toBe(asked);
});
