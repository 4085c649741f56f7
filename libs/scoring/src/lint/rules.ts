import type { LintRule } from "./rule.ts";
import { approval } from "./rules/approval.ts";
import { criteria } from "./rules/criteria.ts";
import { dependency } from "./rules/dependency.ts";
import { parse } from "./rules/parse.ts";
import { title } from "./rules/title.ts";

/** Every rule, in the order of findings. */
export const rules: readonly LintRule[] = [parse, title, dependency, approval, criteria];
