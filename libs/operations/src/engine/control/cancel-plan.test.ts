import { isChantError } from "@chant/core/errors";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "../../kernel/context.ts";
import { planCancel, type CancelRequest } from "./cancel-plan.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadSpecs } from "../specs/specs.ts";

const spec = (status: string, fields = "") => `---\nstatus: ${status}\n${fields}---\n\n# T\n`;

const specs: Readonly<Record<string, string>> = {
  "2026-01-22-001-aaa": spec("pending"),
  "2026-01-22-001-aaa.1": spec("completed"),
  "2026-01-22-001-aaa.2": spec("paused"),
  "2026-01-22-002-bbb": spec("failed"),
  "2026-01-22-003-ccc": spec("completed"),
  "2026-01-22-004-ddd": spec("pending", "depends_on: [2026-01-22-003-ccc, 2026-01-22-005-eee]\n"),
  "2026-01-22-005-eee": spec("pending"),
  "2026-01-22-006-fff": spec("cancelled"),
  "2026-01-22-007-ggg": spec("in_progress"),
};

const plain: CancelRequest = { delete: false, cascade: false, delete_branch: false, skip_checks: false };

/** The ids that a plan names, or the code that refuses it. */
async function plan(id: string, request: Partial<CancelRequest> = {}): Promise<string[] | string> {
  const files = Object.entries(specs).map(([name, text]) => [`.chant/specs/${name}.md`, text] as const);
  const dir = await gitDir({ ".chant/config.md": "---\n---\n", ...Object.fromEntries(files) }, onTestFinished);
  const set = await loadSpecs(await createContext({ cwd: dir.path, env: dir.env, surface: "cli" }).place());
  try {
    const { entries } = planCancel(set, set.find(`2026-01-22-${id}`) as SpecEntry, { ...plain, ...request });
    return entries.map((entry) => entry.id.slice("2026-01-22-".length));
  } catch (error) {
    return isChantError(error) ? error.code : String(error);
  }
}

const [all, cascade, skip_checks] = [{ delete: true }, { delete: true, cascade: true }, { skip_checks: true }];

test.each([
  ["an open spec", "004-ddd", {}, ["004-ddd"]],
  ["a driver with its open members", "001-aaa", {}, ["001-aaa.2", "001-aaa"]],
  ["a member", "001-aaa.2", {}, "STATE_TRANSITION"],
  ["a member, checks skipped", "001-aaa.2", skip_checks, ["001-aaa.2"]],
  ["a failed spec", "002-bbb", {}, "STATE_TRANSITION"],
  ["a failed spec, checks skipped", "002-bbb", skip_checks, ["002-bbb"]],
  ["a spec in progress", "007-ggg", {}, "STATE_TRANSITION"],
  ["a spec that an open one depends on", "005-eee", {}, "STATE_BLOCKED"],
  ["a completed spec, checks skipped", "003-ccc", skip_checks, "STATE_TRANSITION"],
  ["a cancelled spec", "006-fff", skip_checks, "STATE_TRANSITION"],
  ["cascade without delete", "001-aaa", { cascade: true }, "INPUT_INVALID"],
  ["delete_branch without delete", "001-aaa", { delete_branch: true }, "INPUT_INVALID"],
  ["deleting a driver", "001-aaa", { ...all, ...skip_checks }, "STATE_HAS_MEMBERS"],
  ["deleting a driver with all its members", "001-aaa", cascade, ["001-aaa.2", "001-aaa.1", "001-aaa"]],
  ["deleting a cancelled spec", "006-fff", all, ["006-fff"]],
  ["deleting what is depended on", "003-ccc", all, "STATE_BLOCKED"],
])("%s", async (_, id, request, expected) => {
  expect(await plan(id, request)).toEqual(expected);
});
