import { statusOf } from "../acceptance/invariants.ts";
import type { Violation } from "./check.ts";
import { memberIds, specIds, useAgent } from "./givens.ts";
import { isWaiting, readRecords } from "./records.ts";
import type { Scenario } from "./scenarios.ts";
import type { Site } from "./site.ts";

type Ways = Readonly<Record<string, (id: string) => readonly string[]>>;

const resolve = (id: string) => ["resolve", id];

/** What brings a spec on from each status; `waiting` where its run waits to be merged. */
const ways: Ways = {
  waiting: (id) => ["merge", id],
  pending: (id) => ["work", id],
  paused: (id) => ["resume", id, "--work"],
  failed: (id) => ["resume", id, "--work"],
  needs_attention: (id) => ["resume", id, "--work"],
};

/** The same where the branch of the spec is in conflict. */
const resolving: Ways = Object.fromEntries(Object.keys(ways).map((status) => [status, resolve]));

/** Brings specs to their end, two of them at the same time: that which something went wrong with, and another one. */
export async function goOn(site: Site, scenario: Scenario): Promise<Violation[]> {
  if (scenario.given === "empty") return setUpAgain(site, scenario);
  await useAgent(site, "fast");
  const [first, other] = [[...memberIds, specIds.a], [specIds.b]];
  if (scenario.in_place) return goOnInPlace(site, [...first, ...other]);
  const approved = scenario.operation === "reject" ? await bringOn(site, ["approve", specIds.a]) : [];
  const mine = scenario.given === "conflicting" ? resolving : ways;
  return [...approved, ...(await Promise.all([inOrder(site, first, mine), inOrder(site, other, ways)])).flat()];
}

/** In the user's checkout, one after the other, when the user has committed what the agent left there. */
async function goOnInPlace(site: Site, ids: readonly string[]): Promise<Violation[]> {
  const { git } = site.repo;
  if ((await git("status", "--porcelain", "--", "lines-*")) !== "") {
    await git("add", "-A", "--", "lines-*");
    await git("commit", "-qm", "what the agent left", "--", "lines-*");
  }
  const way = (id: string) => ["work", id, "--in-place"];
  return inOrder(site, ids, Object.fromEntries(Object.keys(ways).map((status) => [status, way])));
}

async function inOrder(site: Site, ids: readonly string[], by: Ways): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const id of ids) violations.push(...(await complete(site, id, by)));
  return violations;
}

async function setUpAgain(site: Site, { args }: Scenario): Promise<Violation[]> {
  return [...(await bringOn(site, args)), ...(await bringOn(site, ["list"]))];
}

async function bringOn(site: Site, args: readonly string[]): Promise<Violation[]> {
  const { code, stdout, stderr } = await site.chant(...args, "--json");
  return code === 0
    ? []
    : [{ rule: "goes_on", told: `${args.join(" ")} gave ${code}: ${stdout}${stderr}`.slice(0, 1_500) }];
}

/** A spec that is not there needs nothing. */
async function complete(site: Site, id: string, by: Ways): Promise<Violation[]> {
  const waits = (await readRecords(site)).some((record) => record.spec_id === id && isWaiting(record));
  const way = by[waits ? "waiting" : ((await statusOf(site.repo, id).catch(() => "")) ?? "")];
  const told = way === undefined ? [] : await bringOn(site, way(id));
  const status = await statusOf(site.repo, id).catch(() => "deleted");
  if (told.length > 0 || ["completed", "cancelled", "deleted"].includes(status ?? "")) return told;
  return [{ rule: "goes_on", told: `${id} is ${status} at the end` }];
}
