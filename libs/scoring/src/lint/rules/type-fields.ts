import type { SpecType } from "@chant/core";
import type { SpecHeader } from "../../facts.ts";
import type { LintRule } from "../rule.ts";
import type { Surroundings } from "../surroundings.ts";

export const type: LintRule = {
  id: "type",
  severity: "warning",
  summary: "The spec has the fields that its type lives from.",
  docs: "Documentation has sources and a target, research has material and a target, a driver has members.",
  check({ spec }, { around }) {
    const { type: of } = spec.frontmatter;
    return (wants[of] ?? [])
      .filter(({ met }) => !met(spec, around))
      .map(({ lacks, suggestion }) => ({
        key: "type",
        message: `It is of type ${of} and has no ${lacks}.`,
        suggestion,
      }));
  },
};

interface Want {
  readonly lacks: string;
  readonly suggestion: string;
  readonly met: (spec: SpecHeader, around: Surroundings) => boolean;
}

const has =
  (...names: readonly ("tracks" | "target_files" | "informed_by" | "origin")[]): Want["met"] =>
  ({ frontmatter }) =>
    names.some((name) => (frontmatter[name]?.length ?? 0) > 0);

const target: Want = {
  lacks: "target_files",
  suggestion: "Name the file that the work writes in `target_files`.",
  met: has("target_files"),
};

const members: Want = {
  lacks: "members",
  suggestion: "Split it, or change its type.",
  met: ({ id, frontmatter }, { membersOf }) => membersOf(id).length > 0 || (frontmatter.members?.length ?? 0) > 0,
};

const wants: Readonly<Partial<Record<SpecType, readonly Want[]>>> = {
  documentation: [
    { lacks: "tracks", suggestion: "Name the sources that it describes in `tracks`.", met: has("tracks") },
    target,
  ],
  research: [
    {
      lacks: "informed_by and origin",
      suggestion: "Name the material in `informed_by`, or the data in `origin`.",
      met: has("informed_by", "origin"),
    },
    target,
  ],
  driver: [members],
  group: [members],
};
