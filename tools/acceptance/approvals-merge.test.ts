import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ask, listed, pathOf } from "./approving.ts";
import { cli, type Scratch } from "./create-scratch.ts";
import { expectNothingLeft, statusOf } from "./invariants.ts";
import { editReadme, workMeanwhile } from "./meanwhile.ts";
import { scratch } from "./scratch.ts";

/** Waits for somebody in `needs_attention`, with nothing merged; an approval and a merge bring it in. */
async function expectHeld(repo: Scratch, id: string): Promise<void> {
  expect(await statusOf(repo, id)).toBe("needs_attention");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await listed(repo)).toMatchObject([{ id, approval: "pending" }]);
  const tree = async () => (await repo.git("ls-tree", "-r", "main")).replace(/.*\.chant\/specs.*\n/g, "");
  const before = await tree();
  expect(await repo.result("merge", id)).toMatchObject({ code: 5, reason: "needs_approval", merged: false });
  expect(await tree()).toBe(before);
  const approved = await repo.chant("approve", id, "--by", "marcos");
  expect(approved.stdout).toContain(`chant merge ${id}`);
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await statusOf(repo, id)).toBe("completed");
  const text = await repo.read(pathOf(id));
  expect(text).toContain("- [x] ");
  expect(text).not.toMatch(/^(reason|waivers):/m);
  expect(text).toMatch(/^\*\*marcos\*\* - .* - APPROVED$/m);
  await expectNothingLeft(repo);
}

test("T7: an edit while the agent works voids the approval before the merge", async () => {
  const repo = await scratch();
  const id = await ask(repo);
  await repo.chant("approve", id);
  const ran = await workMeanwhile(repo, id, async () => {
    const text = await repo.read(pathOf(id));
    await repo.write(pathOf(id), text.replace("# Refactor auth", "# Refactor everything"));
  });
  expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "needs_approval", merged: false });
  expect(ran.message).toContain("was edited since it was approved by Tester");
  expect(await repo.read("README.md")).toBe("# Scratch\n");
  await expectHeld(repo, id);
  expect(await repo.read("README.md")).toBe("# Greetings\n");
});

test("T7: a rejection while the agent works keeps its work from the merge", async () => {
  const repo = await scratch();
  const id = await ask(repo);
  await repo.chant("approve", id);
  const ran = await workMeanwhile(repo, id, () => repo.chant("reject", id, "--by", "dave", "--reason", "Not now"));
  expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "rejected", merged: false });
  expect(await repo.read(pathOf(id))).toContain("  status: rejected\n  by: dave\n");
  expect(await repo.read("README.md")).toBe("# Scratch\n");
  expect(await repo.result("merge", id)).toMatchObject({ code: 5, reason: "rejected" });
  await repo.chant("approve", id);
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, merged: true });
  expect(await repo.read("README.md")).toBe("# Greetings\n");
});

test("an approval while the agent works does not disturb it", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title");
  const ran = await workMeanwhile(repo, id, () => repo.chant("approve", id));
  expect(ran).toMatchObject({ code: 0, outcome: "completed", merged: true });
  const text = await repo.read(pathOf(id));
  expect(text).toContain("- [x] It works\n");
  expect(text).toContain(" - APPROVED\n");
});

const forge = `sed -i.bak 's/^status: in_progress/approval: {required: true, status: approved, by: sarah, at: 2099-01-01T00:00:00Z}\\nstatus: in_progress/' "$spec"; rm -f "$spec.bak"`;

for (const [kind, initFlags] of [
  ["git knows", []],
  ["git does not know", ["--silent"]],
] as const) {
  test(`T7: what an agent writes into the approval of a spec that ${kind} keeps its work from the merge`, async () => {
    const repo = await scratch({ initFlags });
    const id = await repo.spec("Write the greeting");
    await repo.configure("approval", "require_approval_for_agent_work: true");
    await repo.agentScript(forge, "change; tick; git add -A; commit work");
    const ran = await repo.result("work", id);
    expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "approval_changed", merged: false });
    expect(await repo.read(pathOf(id))).not.toContain("sarah");
    await repo.chant("approve", id);
    expect(await repo.result("merge", id)).toMatchObject({ code: 5, reason: "approval_changed" });
    expect(await repo.result("merge", id, "--skip-approval")).toMatchObject({ code: 5, reason: "approval_changed" });
    const copy = join(ran.worktree as string, pathOf(id));
    await writeFile(copy, (await readFile(copy, "utf8")).replace(/^approval: .*\n/m, ""));
    if (kind === "git knows") {
      await repo.git("-C", ran.worktree as string, "commit", "-qam", "nobody approved");
      // What came after the approval, nobody has approved.
      expect(await repo.result("merge", id)).toMatchObject({ code: 5, reason: "needs_approval" });
      await repo.chant("approve", id);
    }
    expect(await repo.result("merge", id)).toMatchObject({ code: 0, merged: true });
    const text = await repo.read(pathOf(id));
    expect([text.includes("sarah"), text.includes("by: Tester")]).toEqual([false, true]);
  });
}

test("T7: an agent cannot approve its own work by the command line", async () => {
  const repo = await scratch();
  const id = await ask(repo);
  const said = join(repo.base, "said");
  await repo.agentScript(
    `cd '${repo.root}'`,
    `node '${cli}' approve "$CHANT_SPEC_ID" --by sarah > '${said}' 2>&1 || true`,
    "cd -",
    "change; tick; git add -A; commit work",
  );
  await repo.chant("work", id, "--skip-approval");
  expect(await readFile(said, "utf8")).toContain("error[STATE_FOR_PEOPLE]");
  expect(await repo.read(pathOf(id))).not.toContain("sarah");
});

test("T7: an agent that rewrites what was approved has its work wait for another approval", async () => {
  const repo = await scratch();
  const id = await ask(repo);
  await repo.chant("approve", id);
  await repo.agentScript(
    `sed -i.bak 's/It works/It half works/' "$spec"; rm -f "$spec.bak"`,
    "change; tick; git add -A; commit work",
  );
  const ran = await repo.result("work", id);
  expect(ran).toMatchObject({ code: 5, reason: "needs_approval", merged: false });
  expect(ran.message).toContain(`changed on chant/${id} since it was approved`);
  await expectHeld(repo, id);
});

const coAuthor = "Co-Authored-By: Claude <noreply@anthropic.com>";

test("V15: where the config asks for it, agents' work waits for an approval that is given once it is there", async () => {
  const repo = await scratch();
  await repo.configure("approval", "require_approval_for_agent_work: true");
  const id = await ask(repo);
  await repo.chant("approve", id, "--by", "sarah");
  await repo.agentScript(...editReadme.slice(0, -1), `git commit -qm "new title" -m '${coAuthor}'`);
  const ran = await repo.result("work", id);
  expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "needs_approval", merged: false });
  expect(ran.message).toContain("(Claude)");
  expect(await repo.read(pathOf(id))).toMatch(/^approval:\n {2}required: true\n {2}status: pending\n\w/m);
  expect(await repo.read("README.md")).toBe("# Scratch\n");
  await expectHeld(repo, id);
  expect(await repo.read("README.md")).toBe("# Greetings\n");
});

test("agents' work waits whatever its commits say, also with --no-merge and in the checkout itself", async () => {
  const repo = await scratch();
  await repo.configure("approval", "require_approval_for_agent_work: true");
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id, "--no-merge")).toMatchObject({ code: 0, outcome: "completed", merged: false });
  const { data } = await repo.json<{ data: { branches: { state: string }[] } }>("merge", id, "--dry-run");
  expect(data.branches).toMatchObject([{ state: "needs_approval" }]);
  expect((await repo.chant("approve", id)).stdout).toContain(`chant merge ${id}`);
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, merged: true });

  const other = await repo.spec("Write the farewell");
  const inPlace = await repo.result("work", other, "--in-place");
  expect(inPlace).toMatchObject({ code: 5, outcome: "needs_attention", reason: "needs_approval" });
  expect(await statusOf(repo, other)).toBe("needs_attention");
  await repo.chant("approve", other);
  expect(await repo.result("merge", other)).toMatchObject({ code: 0, outcome: "completed" });
  expect(await statusOf(repo, other)).toBe("completed");
});

test("merge --skip-approval brings agents' work in, and the spec says who let it", async () => {
  const repo = await scratch();
  await repo.configure("approval", "require_approval_for_agent_work: true");
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id)).toMatchObject({ code: 5, reason: "needs_approval" });
  const ran = await repo.result("merge", id, "--skip-approval");
  expect(ran).toMatchObject({ code: 0, outcome: "completed", merged: true, waivers: [{ gate: "approval" }] });
  const text = await repo.read(pathOf(id));
  expect(text).toMatch(/waivers:\n {2}- gate: approval\n {4}by: Tester <tester@example.com>\n/);
  expect(text).toMatch(/- BYPASSED\nmerge --skip-approval\n/);
  await expectNothingLeft(repo);
});

test("work --skip-approval lets agents' work be merged as well", async () => {
  const repo = await scratch();
  await repo.configure("approval", "require_approval_for_agent_work: true");
  const id = await repo.spec("Write the greeting");
  const ran = await repo.result("work", id, "--skip-approval");
  expect(ran).toMatchObject({ code: 0, merged: true, waivers: [{ gate: "approval" }] });
});

test("in silent mode agents' work waits in the same way", async () => {
  const repo = await scratch({ initFlags: ["--silent"] });
  await repo.configure("approval", "require_approval_for_agent_work: true");
  const id = await ask(repo);
  await repo.chant("approve", id, "--by", "sarah");
  expect(await repo.result("work", id)).toMatchObject({ code: 5, reason: "needs_approval", merged: false });
  expect(await listed(repo)).toMatchObject([{ id, approval: "pending" }]);
  await repo.chant("approve", id, "--by", "marcos");
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read(`work-${id}.txt`)).toBe(`work of ${id}\n`);
  const text = await repo.read(pathOf(id));
  expect(text).toMatch(/- \[x\] It works\n[^]*\*\*sarah\*\* - .* - APPROVED\n\n\*\*marcos\*\* - .* - APPROVED\n$/);
  expect(text).toContain("status: completed\n");
});
