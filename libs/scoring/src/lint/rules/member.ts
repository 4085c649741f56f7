import { isSpecId, parentOf } from "@chant/core";
import type { LintRule, Problem } from "../rule.ts";

export const member: LintRule = {
  id: "member",
  severity: "warning",
  summary: "A member has its driver, and every listed member exists.",
  docs: "File names decide who is a member, so a wrong list keeps nothing from being worked.",
  check({ spec }, { around }) {
    const driver = parentOf(spec.id);
    const { members = [] } = spec.frontmatter;
    return [
      ...(driver === undefined || around.statusOf(driver) !== undefined ? [] : [orphan(driver)]),
      ...members.filter((one) => around.statusOf(one) === undefined).map(missing),
    ];
  },
};

function orphan(driver: string): Problem {
  const message = `Its driver ${driver} does not exist.`;
  return { message, suggestion: "Restore the driver, or give the spec an id of its own." };
}

function missing(one: string): Problem {
  const message = isSpecId(one)
    ? `It lists the member ${one}, which does not exist.`
    : `It lists the member "${one}", which is no spec id.`;
  return { key: "members", message, suggestion: "Remove it from members, or correct the id." };
}
