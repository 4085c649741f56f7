import { parseArgs } from "node:util";
import { cli as builtCli } from "../acceptance/create-scratch.ts";
import { mountDisk } from "./disk.ts";
import { play } from "./play.ts";
import { describeViolations, figures } from "./report.ts";
import type { Played } from "./round.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
    only: { type: "string" },
    jobs: { type: "string", default: "2" },
    cli: { type: "string", default: builtCli },
    mount: { type: "boolean", default: false },
  },
});

const [rounds, seed, jobs] = [values.rounds, values.seed, values.jobs].map(Number) as [number, number, number];
const began = performance.now();
const played: Played[] = [];
const seconds = () => `${((performance.now() - began) / 1_000).toFixed(0)} s`;

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, finish);
console.log(`seed ${seed}, ${rounds} rounds, ${jobs} at a time`);
await play({
  seeds: Array.from({ length: rounds }, (_, index) => seed + index),
  ...{ jobs, only: values.only, cli: values.cli },
  mount: values.mount ? mountDisk : undefined,
  onRound(one) {
    played.push(one);
    const wrong = played.filter(({ violations }) => violations.length > 0).length;
    if (played.length % 50 === 0) console.log(`${played.length} rounds, ${wrong} with something wrong, ${seconds()}`);
  },
  onViolation: (one, { repo }) => console.log(describeViolations(one, repo.base).join("\n")),
});
finish();

/** Also when somebody has seen enough. */
function finish(): never {
  console.log(figures(played).join("\n"));
  console.log(
    `${seconds()}, ${((performance.now() - began) / 1_000 / Math.max(1, played.length)).toFixed(2)} s a round`,
  );
  process.exit(played.some(({ violations }) => violations.length > 0) ? 1 : 0);
}
