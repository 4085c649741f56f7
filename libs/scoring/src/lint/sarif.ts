import type { Finding } from "@chant/core";
import { rules } from "./rules.ts";

/** The findings of one file. */
export interface LintResult {
  readonly spec_id: string;
  /** Path of the file from the root of the repository. */
  readonly path: string;
  readonly findings: readonly Finding[];
}

export interface SarifOptions {
  /** Version of the tool that looked. */
  readonly version: string;
}

/** Findings in the format that code hosts show beside a change: SARIF 2.1.0. */
export function toSarif(results: readonly LintResult[], { version }: SarifOptions) {
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "chant", version, rules: rules.map(toDescriptor) } },
        columnKind: "utf16CodeUnits",
        results: results.flatMap((result) => result.findings.map((finding) => toResult(result, finding))),
      },
    ],
  } as const;
}

const levels = { error: "error", warning: "warning", info: "note" } as const;

function toDescriptor({ id, severity, summary, docs }: (typeof rules)[number]) {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: `${summary} ${docs}` },
    defaultConfiguration: { level: levels[severity] },
  };
}

function toResult({ spec_id, path }: LintResult, { rule, severity, message, suggestion, place }: Finding) {
  const region = place === undefined ? {} : { region: { startLine: place.line, startColumn: place.column } };
  const index = rules.findIndex(({ id }) => id === rule);
  return {
    ruleId: rule,
    ...(index === -1 ? {} : { ruleIndex: index }),
    level: levels[severity],
    message: { text: plain(suggestion === undefined ? message : `${message} ${suggestion}`) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(path), uriBaseId: "%SRCROOT%" }, ...region },
        logicalLocations: [{ name: spec_id }],
      },
    ],
  };
}

/** Relative, with slashes on every system; a name may hold what means something in an address. */
function uriOf(path: string): string {
  return path.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
}

/** A message may hold links of its own; what a spec says is none of them. */
function plain(text: string): string {
  return text.includes("](") ? text.replaceAll("[", "\\[") : text;
}
