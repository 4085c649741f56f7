/**
 * The three places where a test reaches into a running process: `CHANT_CRASH_AT`, `CHANT_NOW`, `CHANT_RANDOM`. They are
 * read here and nowhere else, and ignored unless `CHANT_TEST=1`.
 */
export interface Seams {
  now(): Date;
  random(): number;
  /** Whether outputs are held against what operations declare. */
  readonly checksOutput: boolean;
  /** Kills this process with SIGKILL when `CHANT_CRASH_AT` names the point. */
  crashPoint(point: string): void;
}

/** Reads the seams from an environment. */
export function readSeams(env: Readonly<Record<string, string | undefined>>): Seams {
  const test = env["CHANT_TEST"] === "1" ? env : {};
  const { CHANT_NOW: now, CHANT_RANDOM: random, CHANT_CRASH_AT: crashAt } = test;
  return {
    checksOutput: env["CHANT_TEST"] === "1",
    now: () => (now === undefined ? new Date() : new Date(now)),
    random: () => (random === undefined ? Math.random() : Number(random)),
    crashPoint(point) {
      if (crashAt === point) process.kill(process.pid, "SIGKILL");
    },
  };
}
