import { isUnfinished } from "@chant/core";
import type { SpecHeader, Subject } from "../../facts.ts";
import type { LintRule, Problem } from "../rule.ts";
import type { Surroundings } from "../surroundings.ts";

export const status: LintRule = {
  id: "status",
  severity: "warning",
  summary: "Criteria, members, dates and branch agree with the status.",
  docs: "Completed means that every box is ticked or waived and that no member is open.",
  check(subject, { around }) {
    const { spec } = subject;
    if (spec.frontmatter.status === "completed") return [...openCriteria(subject), ...openMembers(spec, around)];
    return [...premature(spec), ...lostBranch(spec, around)];
  },
};

const key = "status";

function openCriteria({ spec, facts }: Subject): Problem[] {
  const open = facts.criteria.filter(({ checked }) => !checked);
  const [first] = open;
  if (first === undefined || spec.frontmatter.waivers?.some(({ gate }) => gate === "criteria") === true) return [];
  const more = open.length > 1 ? ` and ${open.length - 1} more` : "";
  return [{ line: first.line, message: `It is completed with an open criterion: ${first.text ?? ""}${more}` }];
}

function openMembers({ id }: SpecHeader, { membersOf }: Surroundings): Problem[] {
  return membersOf(id)
    .filter((node) => isUnfinished(node.status))
    .map((node) => ({
      key,
      message: `It is completed, and its member ${node.id} is ${node.status.replace("_", " ")}.`,
    }));
}

function premature({ frontmatter }: SpecHeader): Problem[] {
  const { status: of, completed_at } = frontmatter;
  if (completed_at === undefined || (of !== "pending" && of !== "in_progress")) return [];
  return [{ key, message: `It is ${of.replace("_", " ")} and says when it was completed.` }];
}

function lostBranch({ frontmatter }: SpecHeader, around: Surroundings): Problem[] {
  const { status: of, branch } = frontmatter;
  if (branch === undefined || (of !== "in_progress" && of !== "paused")) return [];
  if (around.branch(branch) !== false) return [];
  return [{ key: "branch", message: `It is ${of.replace("_", " ")}, and its branch ${branch} does not exist.` }];
}
