const sensitive = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL)/i;

const shapes = /\b(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|AKIA[A-Z0-9]{16}|xox[abprs]-[A-Za-z0-9-]{10,})/g;

/** A function that takes secrets out of text: values of variables whose names tell, and tokens of well-known shapes. */
export function createRedactor(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const values = Object.entries(env).flatMap(([name, value]) => (sensitive.test(name) && value !== undefined && value.length >= 8 ? [value] : []));
  const longestFirst = values.sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((kept, value) => kept.replaceAll(value, "[redacted]"), text).replaceAll(shapes, "[redacted]");
}
