import { readdir, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { filesIn } from "../acceptance/create-scratch.ts";
import { check, type Rule, type Violation } from "./check.ts";
import { restore, specIds, startWork } from "./givens.ts";
import { inflict, measure, type Extent, type Inflicted } from "./inflict.ts";
import { goOn } from "./go-on.ts";
import { observe, type Observation } from "./observe.ts";
import type { Fault, Round } from "./plan.ts";
import type { Scenario } from "./scenarios.ts";
import type { Site } from "./site.ts";

/** What became of a round. */
export interface Played {
  readonly round: Round;
  /** `skipped`: this machine cannot do that to a file system. */
  readonly fate: "hit" | "missed" | "skipped";
  readonly recoveries: number;
  /** Of them, how many were hit as well. */
  readonly recoveries_hit: number;
  readonly violations: readonly Violation[];
}

/** What an operation does and takes when nothing goes wrong. */
export interface Norm {
  readonly extent: Extent;
  readonly oracle: Observation;
  readonly violations: readonly Violation[];
}

/** Plays a scenario with nothing going wrong. */
export async function playNorm(site: Site, scenario: Scenario): Promise<Norm> {
  const set = await setUp(site, scenario);
  const { ran, ...extent } = await measure(site, set);
  const oracle = await observe(site);
  await set.settle();
  const ended = [0, 1].includes(ran.code) ? [] : [violation("measures", describe(ran))];
  const found = await check(site, { scenario, before: set.before, oracle, commits: oracle.commits });
  return { extent, oracle, violations: [...ended, ...found] };
}

/** Plays a round: sets up, lets something go wrong, recovers, and looks at everything. */
export async function playRound(site: Site, round: Round, norm: Norm): Promise<Played> {
  const { scenario, fault } = round;
  const skipped = { round, fate: "skipped", recoveries: 0, recoveries_hit: 0, violations: [] } as const;
  if (fault.kind === "disk" && site.disk === undefined) return skipped;
  const set = await setUp(site, scenario);
  const ran = await inflict(site, set, fault, norm.extent);
  const hanging = ran.hangs ? [violation("goes_on", `${set.args.join(" ")} hangs`)] : [];
  await set.settle();
  const { oracle } = norm;
  const settled = await settleAndCheck(site, { scenario, before: set.before, oracle, recovery: round.recovery });
  return { round, fate: ran.hit ? "hit" : "missed", ...settled, violations: [...hanging, ...settled.violations] };
}

async function setUp(site: Site, scenario: Scenario) {
  await restore(site, scenario.given);
  const before = await observe(site);
  if (scenario.before) await site.expectDone(...scenario.before);
  const run = scenario.agents === undefined ? undefined : (await startWork(site, specIds.a)).run;
  if (scenario.agents === "orphaned") run?.kill("SIGKILL");
  const command = { args: fill(scenario.args), background: scenario.background === true };
  const settle = async () => {
    // Whoever looks after an agent ends with it.
    await run;
    if (scenario.after) await site.chant(...scenario.after);
  };
  return { before, ...command, settle };
}

function fill(args: readonly string[]): string[] {
  const id = (letter: string, member = "") => `${specIds[letter as keyof typeof specIds]}${member}`;
  return args.map((arg) =>
    arg.replace(/^\{([a-d])(\.\d)?\}$/, (_, letter: string, member?: string) => id(letter, member)),
  );
}

interface Struck {
  readonly scenario: Scenario;
  readonly before: Observation;
  readonly oracle: Observation;
  readonly recovery?: Fault | undefined;
}

async function settleAndCheck(site: Site, { recovery, ...struck }: Struck) {
  const { scenario, before } = struck;
  const after = await observe(site);
  await removeLocksOfGit(site);
  const isProject = scenario.given !== "empty";
  const recovered = isProject ? await recover(site, recovery) : nothing;
  const expected = { ...struck, commits: new Set([...before.commits, ...after.commits]) };
  const found = await check(site, expected);
  const again = isProject ? await recoverAgain(site) : [];
  const stuck = await goOn(site, scenario);
  const end = await check(site, {
    ...expected,
    commits: new Set([...expected.commits, ...(await observe(site)).commits]),
  });
  const told = new Set(found.map(({ rule, told: what }) => `${rule} ${what}`));
  const late = end.filter(({ rule, told: what }) => !told.has(`${rule} ${what}`));
  const violations = [...recovered.violations, ...found, ...again, ...stuck, ...late];
  return { recoveries: recovered.recoveries, recoveries_hit: recovered.hit, violations };
}

interface Recovered {
  readonly recoveries: number;
  readonly hit: number;
  readonly violations: readonly Violation[];
}

const nothing: Recovered = { recoveries: 0, hit: 0, violations: [] };
/** Of a recovery that has something to do. */
const recoverExtent: Extent = { ms: 500, git: 25, writes: 40 };

async function recover(site: Site, fault: Fault | undefined): Promise<Recovered> {
  const broken = fault && (await inflict(site, { args: ["recover", "--yes"] }, fault, recoverExtent));
  await letMinutePass(site);
  await removeLocksOfGit(site);
  const ran = await site.chant("recover", "--yes", "--json");
  const violations = ran.code === 0 ? [] : [violation("recovers", describe(ran))];
  return { recoveries: broken === undefined ? 1 : 2, hit: broken?.hit ? 1 : 0, violations };
}

/** What a dead process was just writing could as well be a living one's, until it is a minute old. */
async function letMinutePass({ repo }: Site): Promise<void> {
  const then = new Date(Date.now() - 120_000);
  for (const folder of [".locks", "processes"].map((name) => join(repo.root, ".chant", name)))
    for (const name of await filesIn(folder)) if (name.endsWith(".tmp")) await utimes(join(folder, name), then, then);
}

/** As git advises whoever finds a lock of a git that died. */
async function removeLocksOfGit({ repo }: Site): Promise<void> {
  const folder = join(repo.root, ".git");
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const locks = names.filter((name) => name.endsWith(".lock"));
  await Promise.all(locks.map((name) => rm(join(folder, name), { force: true })));
}

async function recoverAgain(site: Site): Promise<Violation[]> {
  const first = await observe(site);
  const ran = await site.chant("recover", "--yes", "--json");
  const second = await observe(site);
  const same = first.refs === second.refs && [...first.specs].join("\0") === [...second.specs].join("\0");
  return same && ran.code === 0 && ran.stdout.includes('"changed":false')
    ? []
    : [violation("recovers", `again: ${describe(ran)}`)];
}

function violation(rule: Rule, told: string): Violation {
  return { rule, told };
}

function describe({ code, stdout, stderr }: Pick<Inflicted, "code" | "stdout" | "stderr">): string {
  return `${code} ${stdout}${stderr}`.slice(0, 1_500);
}
