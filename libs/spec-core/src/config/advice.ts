import type { ConfigInput } from "./parse.ts";
import { valueAt } from "./legacy.ts";

export interface Advice {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What a config may say, but hardly on purpose. */
export function adviceFor(values: ConfigInput): Advice[] {
  return [...rules.flatMap((rule) => rule(values)), ...secretsIn(values, [])];
}

const rules: readonly ((values: ConfigInput) => readonly Advice[])[] = [
  (values) => {
    const path = ["watch", "poll_interval_ms"];
    const interval = Number(valueAt(values, path));
    return interval > 0 && interval < 1000
      ? [{ path, message: `watch.poll_interval_ms is ${interval}: less than a second keeps the disk busy.` }]
      : [];
  },
  (values) =>
    Number(values["version"]) < 1
      ? [{ path: ["version"], message: `version ${String(values["version"])} is older than this chant.` }]
      : [],
];

/** Beginnings of keys that well-known services give out. */
const token = /^(?:sk-|sk_live_|gh[pousr]_|github_pat_|glpat-|xox[abpr]-|AKIA|AIza)[A-Za-z0-9_-]{16,}$/;

function secretsIn(value: unknown, path: readonly PropertyKey[]): Advice[] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => secretsIn(inner, [...path, key]));
  const words = typeof value === "string" ? value.split(/[\s=:"',;]+/) : [];
  if (!words.some((word) => token.test(word))) return [];
  return [{ path, message: `${path.join(".")} holds what looks like a secret: name an environment variable instead.` }];
}
