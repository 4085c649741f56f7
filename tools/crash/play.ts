import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Disk } from "./disk.ts";
import { planRound, type Round } from "./plan.ts";
import { playNorm, playRound, type Norm, type Played } from "./round.ts";
import { createSite, type Site } from "./site.ts";

export interface Game {
  /** One for each round. */
  readonly seeds: readonly number[];
  /** How many rounds are played at the same time. */
  readonly jobs: number;
  readonly only?: string | undefined;
  readonly cli: string;
  /** Makes a file system of its own at a folder, where that is possible. */
  readonly mount?: ((folder: string) => Promise<Disk | undefined>) | undefined;
  /** Where repositories are kept with which something is wrong. */
  onViolation?(played: Played, site: Site): void;
  onRound?(played: Played): void;
}

/** Plays rounds, and gives what became of each. A site where something is wrong is left alone and a new one is laid out. */
export async function play(game: Game): Promise<Played[]> {
  const { seeds, jobs } = game;
  const norms = new Map<string, Promise<Norm>>();
  const all: Played[] = [];
  let next = 0;
  const player = async () => {
    let site: Site | undefined;
    for (let seed = seeds[next++]; seed !== undefined; seed = seeds[next++]) {
      const round = planRound(seed, game.only);
      site ??= await layOut(game);
      const played = await playOnce(site, round, norms).catch((error: Error) => unplayable(round, error));
      all.push(played);
      game.onRound?.(played);
      if (played.violations.length === 0) continue;
      await site.disk?.keep();
      game.onViolation?.(played, site);
      site = undefined;
    }
    if (site !== undefined) await remove(site);
  };
  await Promise.all(Array.from({ length: jobs }, player));
  return all;
}

async function layOut({ cli, mount }: Game): Promise<Site> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "chant-crash-")));
  return createSite({ folder, cli, disk: await mount?.(folder) });
}

async function remove({ folder, disk }: Site): Promise<void> {
  await disk?.unmount();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** What somebody finds wrong with a scenario itself counts for its first round. */
async function playOnce(site: Site, round: Round, norms: Map<string, Promise<Norm>>): Promise<Played> {
  const { scenario } = round;
  const known = norms.get(scenario.name);
  const norm = known ?? playNorm(site, scenario);
  norms.set(scenario.name, norm);
  const { violations, ...rest } = await norm;
  if (known === undefined && violations.length > 0) return { ...unplayed, round, violations };
  return playRound(site, round, { ...rest, violations });
}

const unplayed = { fate: "missed", recoveries: 0, recoveries_hit: 0 } as const;

function unplayable(round: Round, error: Error): Played {
  return { ...unplayed, round, violations: [{ rule: "measures", told: error.stack ?? error.message }] };
}
