import type { Config } from "@chant/core";
import { openRepository } from "@chant/git";
import { gitDir, type GitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import type { Project } from "../../kernel/project.ts";
import { heldForApproval } from "./approval-gate.ts";
import type { RunRecord } from "./run-record.ts";

const id = "2026-01-22-001-aaa";
const path = `.chant/specs/${id}.md`;

function spec(approval: string, title = "T"): string {
  return `---\nstatus: pending\n${approval}---\n\n# ${title}\n`;
}

const decided = (by: string, at: string, status = "approved") =>
  `approval: {required: true, status: ${status}, by: ${by}, at: ${at}}\n`;

interface Place extends GitDir {
  commit(text: string, ...message: string[]): Promise<void>;
  held(record?: Partial<RunRecord>, approval?: Partial<Config["approval"]>): Promise<string | undefined>;
}

/** A repository with a spec on main, and the branch of a run checked out that began there. */
async function start(approval: string): Promise<Place> {
  const dir = await gitDir({ [path]: spec(approval) }, onTestFinished);
  const base_commit = await dir.git("rev-parse", "HEAD");
  await dir.git("checkout", "-q", "-b", "work");
  const repository = await openRepository(dir.path);
  return {
    ...dir,
    async commit(text, ...message) {
      await dir.write({ [path]: text });
      await dir.git("commit", "-q", "--allow-empty", "-am", "work", ...message.flatMap((line) => ["-m", line]));
    },
    async held(record = {}, given = {}) {
      const config = { approval: { require_approval_for_agent_work: false, agent_addresses: [], ...given } };
      const run = {
        spec_id: id,
        attempt: 1,
        tracked: true,
        spec_path: path,
        target: "main",
        branch: "work",
        base_commit,
      };
      const whole = { ...run, ended_at: "2026-01-22T12:00:00Z", options: { skip_approval: false }, ...record };
      const gated = { project: { config } as unknown as Project, repository, record: whole as unknown as RunRecord };
      return (await heldForApproval(gated))?.reason;
    },
  };
}

test("what needs no approval is not held, and what has one neither", async () => {
  expect(await (await start("")).held()).toBeUndefined();
  expect(await (await start(decided("ann", "2026-01-22T10:00:00Z"))).held()).toBeUndefined();
  expect(await (await start(decided("ann", "2026-01-22T10:00:00Z", "pending"))).held()).toBe("needs_approval");
  expect(await (await start("approval: {status: rejected}\n")).held()).toBe("rejected");
});

test("T7: an approval that a commit of the branch brings holds the work, also where --skip-approval is given", async () => {
  const place = await start(decided("ann", "2026-01-22T10:00:00Z", "pending"));
  await place.commit(spec(decided("ann", "2026-01-22T11:00:00Z")));
  expect(await place.held()).toBe("approval_changed");
  expect(await place.held({ options: { skip_approval: true } as RunRecord["options"] })).toBe("approval_changed");
});

test("a decision that came to the branch with the target is no forgery, though the target has a later one", async () => {
  const place = await start("");
  await place.commit(spec("", "T of the branch"));
  await place.git("checkout", "-q", "main");
  await place.commit(spec(decided("ann", "2026-01-22T11:00:00Z")));
  await place.git("checkout", "-q", "work");
  await place.git("merge", "-q", "-X", "theirs", "-m", "bring main in", "main");
  await place.git("checkout", "-q", "main");
  await place.commit(spec(decided("bob", "2026-01-22T13:00:00Z")));
  expect(await place.held()).toBeUndefined();
});

test("the later decision counts, of where the work goes and where the user stands", async () => {
  const place = await start("approval: {required: true, status: pending}\n");
  await place.git("checkout", "-q", "-b", "mine", "main");
  await place.commit(spec(decided("ann", "2026-01-22T11:00:00Z")));
  expect(await place.held()).toBeUndefined();
  await place.commit(spec(decided("ann", "2026-01-22T11:30:00Z", "rejected")));
  expect(await place.held()).toBe("rejected");
});

const required = { require_approval_for_agent_work: true };
const agent = { pid: 1 } as unknown as NonNullable<RunRecord["agent"]>;

test.each([
  ["Co-Authored-By: Craig Aiken <craig@example.com>", undefined],
  ["Co-Authored-By: Claude <noreply@anthropic.com>", "needs_approval"],
  ["Co-Authored-By: Bot <bot@example.com>", "needs_approval"],
  ["Thanks to Claude and its Co-Authored-By: Claude <noreply@anthropic.com> lines.", undefined],
])("V15: with %s a branch that people finished is held: %s", async (trailer, reason) => {
  const place = await start("");
  await place.commit(spec(""), trailer);
  expect(await place.held({}, { ...required, agent_addresses: ["bot@example.com"] })).toBe(reason);
  expect(await place.held()).toBeUndefined();
});

test("an agent's work needs an approval that is as late as it, and a run that committed nothing needs none", async () => {
  const place = await start(decided("ann", "2026-01-22T11:59:59Z"));
  expect(await place.held({ agent }, required)).toBeUndefined();
  await place.commit(spec(decided("ann", "2026-01-22T11:59:59Z")));
  expect(await place.held({ agent }, required)).toBe("needs_approval");
  await place.git("checkout", "-q", "main");
  await place.commit(spec(decided("ann", "2026-01-22T12:00:00Z")));
  expect(await place.held({ agent }, required)).toBeUndefined();
});

test("an approval of the second in which the run began and ended was of what it began with", async () => {
  const approved = decided("ann", "2026-01-22T12:00:00Z");
  const dir = await start(approved);
  await dir.commit(spec(approved));
  expect(await dir.held({ agent }, required)).toBe("needs_approval");
  await dir.git("checkout", "-q", "main");
  await dir.commit(spec(decided("bob", "2026-01-22T12:00:00Z")));
  expect(await dir.held({ agent }, required)).toBeUndefined();
});
