import type { Environment } from "./provider.ts";

const sensitive = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i;

const shapes = [
  "sk-[A-Za-z0-9_-]{16,}",
  "gh[pousr]_[A-Za-z0-9]{20,}",
  "github_pat_[A-Za-z0-9_]{20,}",
  "glpat-[A-Za-z0-9_-]{20,}",
  "AKIA[A-Z0-9]{16}",
  "xox[abprs]-[A-Za-z0-9-]{10,}",
];

const shortestSecret = 8;

/** A function that takes secrets out of text: values of variables whose names tell, and tokens of well-known shapes. */
export function createRedactor(env: Environment): (text: string) => string {
  const secrets = Object.entries(env)
    .filter(([name]) => sensitive.test(name))
    .map(([, value]) => value ?? "");
  return (text) => redact(text, secrets);
}

/** The text without the secrets, and without tokens of well-known shapes. Secrets shorter than 8 characters stay. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= shortestSecret);
  // The longest first: one may be part of another, whose rest would stay.
  const patterns = known.sort((a, b) => b.length - a.length).map(escapePattern);
  const token = `\\b(?:${shapes.join("|")})`;
  return text.replaceAll(new RegExp([...patterns, token].join("|"), "g"), "[redacted]");
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
