import type { Finding } from "../spec/finding.ts";
import { readHeader } from "../spec/frontmatter.ts";
import { parseConfig, placeOf, type ConfigInput } from "./parse.ts";
import { compilePattern } from "./pattern.ts";
import { resolveConfig } from "./resolve.ts";
import type { Config } from "./schema.ts";

/**
 * What is wrong with the patterns of a config file, each with its place. A rule whose pattern is none, or has no group, is an
 * error; an error pattern of watch is then taken as it stands, which is a warning. A file with wrong values has other worries.
 */
export function patternFindings(text: string, { file }: { readonly file: string }): Finding[] {
  const { values, findings } = parseConfig(text, { file });
  if (findings.some(({ severity }) => severity === "error")) return [];
  const header = readHeader(text);
  const { watch, enterprise } = patternsOf(values);
  return [...retryFindings(watch), ...ruleFindings(enterprise)].map(({ path, ...finding }) => ({
    rule: "config",
    ...finding,
    ...placeOf(header, path),
  }));
}

function patternsOf({ watch, enterprise }: ConfigInput): Config {
  return resolveConfig({ layers: [{ ...(watch ? { watch } : {}), ...(enterprise ? { enterprise } : {}) }] });
}

type Problem = Pick<Finding, "severity" | "message" | "code"> & { readonly path: readonly PropertyKey[] };

function retryFindings({ failure }: Config["watch"]): Problem[] {
  return failure.retryable_patterns.flatMap((pattern, index) => {
    if (compilePattern(pattern) !== undefined) return [];
    const message = `watch.failure.retryable_patterns: "${pattern}" is no regular expression; it is looked for as it stands.`;
    return [{ path: ["watch", "failure", "retryable_patterns", index], severity: "warning", message }];
  });
}

function ruleFindings({ derived }: Config["enterprise"]): Problem[] {
  return Object.entries(derived).flatMap(([name, { from, pattern }]) => {
    const problem = from === "branch" || from === "path" ? problemOf(pattern) : undefined;
    if (problem === undefined) return [];
    const message = `enterprise.derived.${name}.pattern: "${pattern}" ${problem}.`;
    const path = ["enterprise", "derived", name, "pattern"];
    return [{ path, severity: "error", code: "CONFIG_INVALID", message }];
  });
}

function problemOf(pattern: string): string | undefined {
  const compiled = compilePattern(pattern);
  if (compiled === undefined) return "is no regular expression (RE2 has no look-around and no back-references)";
  return compiled.groupCount() === 0 ? "has no group in parentheses, so it never gives a value" : undefined;
}
