import { statusOf } from "../acceptance/invariants.ts";
import type { Violation } from "./check.ts";
import { specIds, useAgent } from "./givens.ts";
import { isWaiting, readRecords } from "./records.ts";
import type { Scenario } from "./scenarios.ts";
import type { Site } from "./site.ts";

/** What brings a spec on from each status. */
const ways: Readonly<Record<string, (id: string) => readonly string[]>> = {
  pending: (id) => ["work", id],
  paused: (id) => ["resume", id, "--work"],
  failed: (id) => ["resume", id, "--work"],
  needs_attention: (id) => ["resume", id, "--work"],
};

/** Brings specs to their end, two of them at the same time: that which something went wrong with, and another one. */
export async function goOn(site: Site, scenario: Scenario): Promise<Violation[]> {
  if (scenario.given === "empty") return setUpAgain(site, scenario);
  await useAgent(site, "fast");
  return (await Promise.all([specIds.a, specIds.b].map((id) => complete(site, id)))).flat();
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

async function complete(site: Site, id: string): Promise<Violation[]> {
  const waits = (await readRecords(site)).some((record) => record.spec_id === id && isWaiting(record));
  const way = waits ? mergeIt : ways[(await statusOf(site.repo, id).catch(() => "")) ?? ""];
  const told = way === undefined ? [] : await bringOn(site, way(id));
  const status = await statusOf(site.repo, id).catch(() => "deleted");
  if (told.length > 0 || ["completed", "cancelled", "deleted"].includes(status ?? "")) return told;
  return [{ rule: "goes_on", told: `${id} is ${status} at the end` }];
}

function mergeIt(id: string): readonly string[] {
  return ["merge", id];
}
