import { isChantError } from "@chant/core/errors";
import { findOperation, type Operation } from "@chant/operations";
import { expect, test } from "vitest";
import { findCommand } from "./find-command.ts";
import { parseFlags } from "./to-command.ts";

/** Every flag that the documentation gives the commands of this version, one line each as somebody would type it. */
const documented: Readonly<Record<string, readonly string[]>> = {
  init: [
    ...["--name x", "--silent", "--force-overwrite", "--minimal", "--agent claude", "--provider claude", "--model m"],
    ...["--merge-driver", "--force"],
  ],
  add: [
    ...["x --prompt p", "x --needs-approval", "--template t", "--template t --var k=v --var l=w x", "x --group ID"],
    ...["x --depends-on ID", "x --project auth", "x --type driver", "x --label a --label b"],
  ],
  edit: ["ID"],
  derive: ["ID", "--all", "--all --dry-run"],
  "template list": [""],
  "template show": ["NAME"],
  export: [
    ...["", "--format json", "--format csv", "--format markdown", "--output specs.json", "-o specs.json"],
    ...["--status completed", "--status pending --status ready", "--type code", "--label feature", "--ready"],
    ...["--from 2026-01-20", "--to 2026-01-25", "--fields id,status,title", "--fields all", "--last 30d"],
    ...[
      "--since 2026-01-01",
      "--search status:completed",
      "--exclude cost",
      "--full --include-output",
      "--git-details",
    ],
  ],
  activity: ["", "--by alice", "--since 2h", "--spec 001", "--by alice --since 1d", "--label kpi-churn --since 7d"],
  migrate: ["", "--apply"],
  list: [
    ...["--ready", "--label a --label b", "--type code", "--status pending", "--global", "--repo r", "--project p"],
    ...["--approval pending", "--created-by me", "--activity-since 2h", "--mentions x", "--count", "--main-only"],
    ...["--all", "--completed", "--status cancelled", "--status ready", "--status blocked", "--json"],
    ...["--summary", "--summary --watch", "--summary --brief", "--summary --json"],
  ],
  ready: ["", "--label a --label b", "--type code", "--project p", "--global", "--repo r"],
  status: ["", "--global", "--repo r", "--watch", "--brief", "--json", "--disk", "--worktrees"],
  dag: ["", "--detail minimal", "--detail titles", "--detail full", "--status pending", "--label auth", "--type code"],
  deps: ["ID", "--check"],
  group: ["ID"],
  refresh: ["", "--verbose", "-v"],
  prep: ["ID", "ID --clean"],
  show: ["ID --body", "ID --body --no-render", "ID --raw", "ID --raw --clean"],
  work: [
    ...["ID", "ID --prompt p", "ID --skip-deps", "ID --skip-criteria", "--parallel", "--parallel=2", "--parallel 2"],
    ...["--max 2", "--label a", "ID --finalize", "ID --allow-no-commits", "--no-cleanup", "--cleanup", "--chain"],
    ...["ID --skip-approval", "--chain-max 3", "ID --no-merge", "ID --no-rebase", "ID --no-watch", "ID --force"],
    ...["ID --keep-going", "ID --in-place", "ID --background", "ID --model m", "ID --provider p", "ID --target main"],
  ],
  approve: ["ID", "ID --by alice"],
  reject: ["ID --by bob --reason large", "ID --reason large --no-follow-up"],
  pause: ["ID", "ID --force", "ID --dry-run"],
  retry: ["ID", "ID --force", "ID --background", "ID --background --no-watch"],
  replay: ["ID", "ID --yes", "ID --dry-run", "ID --no-work"],
  takeover: ["ID", "ID --force"],
  cancel: [
    ...["ID", "ID --yes", "ID --dry-run", "ID --skip-checks", "ID --delete", "ID --delete --cascade"],
    ...["ID --delete --delete-branch", "ID --force"],
  ],
  stop: [""],
  resume: ["ID", "ID --work", "ID --work --prompt p", "ID --force", "--all", "--all --work", "ID --work --background"],
  reset: ["ID", "ID --work", "ID --work --prompt p", "ID --work --branch", "--work --branch ID", "ID --branch=x"],
  finalize: ["ID", "ID --merge"],
  unlock: ["ID", "ID --dry-run"],
  diagnose: ["ID"],
  cleanup: ["", "--dry-run", "--yes", "--worktrees"],
  "worktree status": [""],
  merge: [
    ...["ID ID2", "--all", "--all-completed", "--list", "--ready", "--dry-run", "-i", "--delete-branch", "--yes"],
    ...["--continue-on-error", "--rebase", "--auto", "--finalize", "--skip-approval"],
  ],
  archive: [
    ...["", "ID", "--dry-run", "--older-than 30", "--older-than 90d", "ID --allow-non-completed", "ID --force"],
    ...["--commit", "--no-commit", "--no-stage", "ID --restore", "--restore ID", "--skip-checks", "--yes"],
  ],
  watch: ["", "--once", "--dry-run", "--poll-interval 10", "--dry-run --once", "ID"],
  "watch start": [""],
  "watch stop": [""],
  "watch status": [""],
  log: ["ID", "ID -n 5", "ID --lines 5", "ID --no-follow", "ID --run 2", "ID --run latest"],
  recover: ["", "--check", "--yes"],
  config: ["", "--validate", "--origin"],
  version: ["", "--verbose", "-v"],
};

const lines = Object.entries(documented).flatMap(([name, all]) => all.map((line) => [name, line] as const));

test.each(lines)("chant %s %s is taken, or refused by name as not there yet", async (name, line) => {
  const found = findCommand([...name.split(" "), ...line.split(" ").filter(Boolean)]);
  const operation = (await findOperation(found.name as string)) as Operation;
  const outcome = await parseFlags(operation, found.rest).catch((error: unknown) => error);
  const refusal = isChantError(outcome) ? outcome.code : "taken";
  expect(["taken", "INPUT_UNAVAILABLE"], isChantError(outcome) ? outcome.message : "").toContain(refusal);
  expect(outcome).not.toBeInstanceOf(TypeError);
});
