import type { Finding } from "@chant/core";
import type { Subject } from "../facts.ts";
import type { Problem } from "./rule.ts";

const nothing: readonly Problem[] = [];

/** What reading a spec found already, of one kind. */
export function foundInParsing({ spec }: Subject, isMeant: (finding: Finding) => boolean): readonly Problem[] {
  if (spec.findings.length === 0) return nothing;
  return spec.findings.filter(isMeant).map(({ message, suggestion, code, place }) => ({
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(code === undefined ? {} : { code }),
    ...(place === undefined ? {} : { place }),
  }));
}
