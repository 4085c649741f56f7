import type { OperationName } from "@chant/operations";
import type { Given } from "./givens.ts";

/** A writing operation and the state of the repository in which it is killed. */
export interface Scenario {
  /** As `--only` names it. */
  readonly name: string;
  readonly operation: OperationName;
  readonly given: Given;
  /** The command line; `{a}` to `{d}` are ids of specs, `{a.1}` and `{a.2}` of members. */
  readonly args: readonly string[];
  /** Agents are at work on `{a}` meanwhile, with the process that looks after them or without it. */
  readonly agents?: "attended" | "orphaned";
  /** Asked before it, and after it when everything is settled. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** The agent works in the user's checkout, where what it leaves stays. */
  readonly in_place?: true;
  /** It answers while a process of its own goes on, whose end is waited for. */
  readonly background?: true;
  /** A file outside of `.chant` that it makes, which may be there, staged or not, without its commit. */
  readonly makes?: string;
  /** What the specs become is different each time, such as what an agent's log says: what was there stays in front. */
  readonly appends?: true;
}

const runs: readonly Scenario[] = [
  { name: "work single", operation: "work", given: "fresh", args: ["work", "{a}"] },
  { name: "work edited", operation: "work", given: "fresh", args: ["work", "{d}"] },
  { name: "work without merge", operation: "work", given: "fresh", args: ["work", "{a}", "--no-merge"] },
  { name: "work chain", operation: "work", given: "fresh", args: ["work", "--chain", "{a}", "{d}"] },
  { name: "work parallel", operation: "work", given: "fresh", args: ["work", "--parallel", "{a}", "{d}"] },
  { name: "work again", operation: "work", given: "failed", args: ["work", "{a}"] },
  { name: "resume --work", operation: "resume", given: "paused", args: ["resume", "{a}", "--work"] },
  { name: "resume --work what was cut off", operation: "resume", given: "cut off", args: ["resume", "{a}", "--work"] },
  { name: "retry", operation: "retry", given: "failed", args: ["retry", "{a}"] },
  { name: "replay", operation: "replay", given: "completed", args: ["replay", "{a}", "--yes"] },
  { name: "resume", operation: "resume", given: "failed", args: ["resume", "{a}"] },
  { name: "resume --all", operation: "resume", given: "stopped", args: ["resume", "--all"] },
  { name: "resume --all --work", operation: "resume", given: "stopped", args: ["resume", "--all", "--work"] },
];

const shared: readonly Scenario[] = [
  { name: "work shared", operation: "work", given: "shared", args: ["work", "{a}"] },
  { name: "work shared parallel", operation: "work", given: "shared", args: ["work", "--parallel", "{a}", "{d}"] },
  { name: "work shared again", operation: "work", given: "shared failed", args: ["work", "{a}"] },
  { name: "reset shared", operation: "reset", given: "shared failed", args: ["reset", "{a}", "--yes"] },
];

const inPlace: readonly Scenario[] = [
  { name: "work in place", operation: "work", given: "clean", in_place: true, args: ["work", "{a}", "--in-place"] },
  {
    name: "work in place chain",
    operation: "work",
    given: "clean",
    in_place: true,
    args: ["work", "--chain", "{a}", "{d}", "--in-place"],
  },
  {
    name: "recover in place",
    operation: "recover",
    given: "cut off in place",
    in_place: true,
    args: ["recover", "--yes"],
  },
];

const quietly = ["--background", "--no-watch"];

const background: readonly Scenario[] = [
  {
    name: "work in background",
    operation: "work",
    given: "fresh",
    background: true,
    args: ["work", "{a}", ...quietly],
  },
  {
    name: "work in background watched",
    operation: "work",
    given: "fresh",
    background: true,
    args: ["work", "{a}", "--background"],
    after: ["watch", "stop"],
  },
  {
    name: "work in background parallel",
    operation: "work",
    given: "fresh",
    background: true,
    args: ["work", "--parallel", "{a}", "{d}", ...quietly],
  },
  {
    name: "resume --work in background",
    operation: "resume",
    given: "paused",
    background: true,
    args: ["resume", "{a}", "--work", ...quietly],
  },
  {
    name: "retry in background",
    operation: "retry",
    given: "failed",
    background: true,
    args: ["retry", "{a}", ...quietly],
  },
];

const drivers: readonly Scenario[] = [
  { name: "work driver", operation: "work", given: "driver", args: ["work", "{a}"] },
  { name: "work driver parallel", operation: "work", given: "driver", args: ["work", "--parallel", "{a}"] },
  { name: "merge last member", operation: "merge", given: "member unmerged", args: ["merge", "{a.2}"] },
];

const silent: readonly Scenario[] = [
  { name: "work silent", operation: "work", given: "silent", args: ["work", "{a}"] },
  { name: "work silent edited", operation: "work", given: "silent", args: ["work", "{d}"] },
  { name: "work silent again", operation: "work", given: "silent failed", args: ["work", "{a}"] },
  { name: "merge silent", operation: "merge", given: "silent unmerged", args: ["merge", "{a}"] },
  { name: "reset silent", operation: "reset", given: "silent failed", args: ["reset", "{a}", "--yes"] },
  { name: "recover silent", operation: "recover", given: "silent cut off", args: ["recover", "--yes"] },
  {
    name: "cancel silent with an agent",
    operation: "cancel",
    given: "silent",
    agents: "attended",
    args: ["cancel", "{a}", "--yes", "--skip-checks"],
  },
];

const settling: readonly Scenario[] = [
  { name: "reset", operation: "reset", given: "failed", args: ["reset", "{a}", "--yes"] },
  {
    name: "reset with an agent",
    operation: "reset",
    given: "fresh",
    agents: "orphaned",
    args: ["reset", "{a}", "--yes"],
  },
  { name: "finalize", operation: "finalize", given: "unticked", args: ["finalize", "{a}"] },
  { name: "finalize --merge", operation: "finalize", given: "unticked", args: ["finalize", "{a}", "--merge"] },
  { name: "merge", operation: "merge", given: "unmerged", args: ["merge", "{a}"] },
  { name: "merge --rebase", operation: "merge", given: "unmerged", args: ["merge", "{a}", "--rebase"] },
  { name: "merge --squash", operation: "merge", given: "unmerged", args: ["merge", "{a}", "--squash"] },
  { name: "merge --auto", operation: "merge", given: "conflicting", args: ["merge", "{a}", "--auto"] },
  { name: "resolve", operation: "resolve", given: "conflicting", args: ["resolve", "{a}"] },
  { name: "recover", operation: "recover", given: "cut off", args: ["recover", "--yes"] },
  {
    name: "recover with an agent",
    operation: "recover",
    given: "fresh",
    agents: "orphaned",
    args: ["recover", "--yes"],
  },
  { name: "unlock", operation: "unlock", given: "locked", args: ["unlock", "{a}"] },
  { name: "cleanup", operation: "cleanup", given: "failed", args: ["cleanup", "--yes", "--worktrees"] },
  { name: "watch --once", operation: "watch", given: "cut off", args: ["watch", "--once"] },
  {
    name: "watch start",
    operation: "watch start",
    given: "cut off",
    args: ["watch", "start"],
    after: ["watch", "stop"],
  },
  {
    name: "watch stop",
    operation: "watch stop",
    given: "fresh",
    before: ["watch", "start"],
    args: ["watch", "stop"],
    after: ["watch", "stop"],
  },
];

const cancelAtWork = ["cancel", "{a}", "--yes", "--skip-checks"];

const control: readonly Scenario[] = [
  { name: "pause", operation: "pause", given: "fresh", agents: "attended", args: ["pause", "{a}", "--yes"] },
  {
    name: "takeover",
    operation: "takeover",
    given: "fresh",
    agents: "attended",
    args: ["takeover", "{a}"],
    appends: true,
  },
  { name: "cancel", operation: "cancel", given: "fresh", args: ["cancel", "{a}", "--yes"] },
  { name: "cancel with an agent", operation: "cancel", given: "fresh", agents: "attended", args: cancelAtWork },
  {
    name: "cancel --delete",
    operation: "cancel",
    given: "failed",
    args: [...cancelAtWork, "--delete", "--delete-branch"],
  },
  { name: "stop", operation: "stop", given: "fresh", agents: "attended", args: ["stop"] },
];

const authoring: readonly Scenario[] = [
  { name: "init", operation: "init", given: "empty", args: ["init", "--minimal"], makes: ".gitattributes" },
  { name: "add", operation: "add", given: "fresh", args: ["add", "Write even more", "--criterion", "It is there"] },
  { name: "edit", operation: "edit", given: "fresh", args: ["edit", "{b}"] },
  { name: "derive", operation: "derive", given: "derived", args: ["derive", "--all"] },
  { name: "lint --fix", operation: "lint", given: "old", args: ["lint", "--fix"] },
  { name: "migrate", operation: "migrate", given: "old", args: ["migrate", "--apply"] },
  { name: "archive", operation: "archive", given: "completed", args: ["archive", "{a}"] },
  { name: "approve", operation: "approve", given: "fresh", args: ["approve", "{a}"] },
  {
    name: "reject",
    operation: "reject",
    given: "fresh",
    args: ["reject", "{a}", "--reason", "Too large"],
    appends: true,
  },
  {
    name: "merge-driver install",
    operation: "merge-driver install",
    given: "fresh",
    args: ["merge-driver", "install"],
  },
  { name: "config trust", operation: "config trust", given: "fresh", args: ["config", "trust"] },
];

/** Every operation that changes something, in every state that makes a difference to it. */
export const scenarios: readonly Scenario[] = [
  ...[...runs, ...shared, ...inPlace, ...background, ...drivers, ...silent],
  ...[...settling, ...control, ...authoring],
];
