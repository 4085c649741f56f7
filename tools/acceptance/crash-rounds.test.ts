import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOperation, operationNames } from "@chant/operations";
import { beforeAll, expect, test } from "vitest";
import { rules, type Rule } from "../crash/check.ts";
import { play } from "../crash/play.ts";
import { planRound, points } from "../crash/plan.ts";
import { describeViolations } from "../crash/report.ts";
import type { Played } from "../crash/round.ts";
import { scenarios } from "../crash/scenarios.ts";
import { cli } from "./create-scratch.ts";

/** Few rounds, the same each time, far enough from each other to be different operations. */
const seeds = Array.from({ length: 12 }, (_, index) => 3 + index * 5);

/** The hazards that an invariant keeps away. */
const hazards: Readonly<Record<Rule, string>> = {
  measures: "",
  recovers: "Z9: ",
  commits: "W1: ",
  lines: "Z6: ",
  specs: "F1: F4: ",
  status: "T1: T4: T8: ",
  records: "P16: ",
  agents: "P1: P8: ",
  processes: "P6: ",
  checkout: "W7: ",
  fsck: "",
  goes_on: "D5: ",
};

let played: Played[] = [];

beforeAll(async () => {
  played = await play({ seeds, jobs: 2, cli });
}, 300_000);

for (const [rule, told] of Object.entries(rules)) {
  test(`${hazards[rule as Rule]}whatever is killed or cannot be written, ${told}`, () => {
    const broken = played.filter(({ violations }) => violations.some((violation) => violation.rule === rule));
    expect(broken.flatMap((one) => describeViolations(one))).toEqual([]);
  });
}

test("most rounds hit what they are aimed at", () => {
  const hit = played.filter(({ fate }) => fate === "hit").length;
  expect(played).toHaveLength(seeds.length);
  expect(hit).toBeGreaterThan(seeds.length / 2);
});

test("every operation that changes something is killed in some scenario", async () => {
  const operations = await Promise.all(operationNames.map(findOperation));
  const changing = operations.flatMap((one) => (one === undefined || one.effect === "read" ? [] : [one.name]));
  const killed: ReadonlySet<string> = new Set(scenarios.map(({ operation }) => operation));
  // What git calls for one file dies with a conflict that git keeps.
  expect(changing.filter((name) => !killed.has(name))).toEqual(["merge-driver"]);
});

test("every named point is one that rounds know", async () => {
  const folders = ["libs/operations/src", "libs/git/src"].map((path) =>
    fileURLToPath(new URL(`../../${path}`, import.meta.url)),
  );
  const names = await Promise.all(folders.map((folder) => pointsIn(folder)));
  const known: ReadonlySet<string> = new Set(points);
  expect(names.flat().filter((name) => !known.has(name))).toEqual([]);
});

async function pointsIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return texts.flatMap((text) =>
    [...text.matchAll(/crashPoint\??\.?\("([^"]+)"\)/g)].map((match) => match[1] as string),
  );
}

test("a seed gives the same round each time, and its neighbour another operation", () => {
  for (const seed of [0, 1, 77, 1_000_003]) {
    expect(planRound(seed)).toEqual(planRound(seed));
    expect(planRound(seed + 1).scenario).not.toBe(planRound(seed).scenario);
    expect(planRound(seed, "reset").scenario.operation).toBe("reset");
  }
});
