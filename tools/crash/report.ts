import { rules } from "./check.ts";
import { faultName } from "./plan.ts";
import type { Played } from "./round.ts";

/** The figures of some rounds, in lines. */
export function figures(all: readonly Played[]): string[] {
  const hits = all.filter(({ fate }) => fate === "hit");
  const skipped = all.filter(({ fate }) => fate === "skipped").length;
  const sum = (count: (played: Played) => number) => all.reduce((total, played) => total + count(played), 0);
  return [
    `${all.length} rounds: ${hits.length} hit, ${all.length - hits.length - skipped} came too late, ${skipped} skipped`,
    `hits by operation: ${tally(hits.map(({ round }) => round.scenario.name))}`,
    `hits by kind: ${tally(hits.map(({ round }) => faultName(round.fault)))}`,
    `${sum(({ recoveries }) => recoveries)} recoveries, ${sum((played) => played.recoveries_hit)} of them hit as well`,
    `${sum(({ violations }) => violations.length)} violations of invariants`,
  ];
}

function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${count}`).join(", ") || "none";
}

/** What is wrong after a round, and how to play exactly that one again. */
export function describeViolations({ round, violations }: Played, kept = "nothing"): string[] {
  const { seed, scenario, fault, recovery } = round;
  const again = `npm run test:crash -- --rounds 1 --seed ${seed} --only '${scenario.name}'`;
  const then = recovery === undefined ? "" : `, then recover hit by ${JSON.stringify(recovery)}`;
  return [
    `seed ${seed}: ${scenario.name} hit by ${JSON.stringify(fault)}${then}`,
    ...violations.map(({ rule, told }) => `  not so: ${rules[rule]}\n    ${told.replaceAll("\n", "\n    ")}`),
    `  again: ${again}`,
    `  kept: ${kept}`,
  ];
}
