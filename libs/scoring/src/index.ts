export { lintSpec } from "./lint/lint.ts";
export { type LintContext, type LintRule } from "./lint/rule.ts";
export { rules } from "./lint/rules.ts";
