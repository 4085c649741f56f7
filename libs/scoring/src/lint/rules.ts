import type { LintRule } from "./rule.ts";
import { approval } from "./rules/approval.ts";
import { cancelledDependency } from "./rules/cancelled-dependency.ts";
import { complexity } from "./rules/complexity.ts";
import { context } from "./rules/context.ts";
import { coupling } from "./rules/coupling.ts";
import { criteria } from "./rules/criteria.ts";
import { dependency } from "./rules/dependency.ts";
import { duplicateId } from "./rules/duplicate-id.ts";
import { field } from "./rules/field.ts";
import { frontmatter } from "./rules/frontmatter.ts";
import { idForm } from "./rules/id-form.ts";
import { id } from "./rules/id.ts";
import { legacy } from "./rules/legacy.ts";
import { member } from "./rules/member.ts";
import { misspeltKey } from "./rules/misspelt-key.ts";
import { modelWaste } from "./rules/model-waste.ts";
import { outcome } from "./rules/outcome.ts";
import { output } from "./rules/output.ts";
import { parse } from "./rules/parse.ts";
import { path } from "./rules/path.ts";
import { promptVariable } from "./rules/prompt-variable.ts";
import { prompt } from "./rules/prompt.ts";
import { repeated } from "./rules/repeated.ts";
import { required } from "./rules/required.ts";
import { schema } from "./rules/schema.ts";
import { secret } from "./rules/secret.ts";
import { source } from "./rules/source.ts";
import { status } from "./rules/status.ts";
import { title } from "./rules/title.ts";
import { type } from "./rules/type-fields.ts";
import { unknownKey } from "./rules/unknown-key.ts";

/** Every rule, in the order of findings. */
export const rules: readonly LintRule[] = [
  parse,
  id,
  duplicateId,
  idForm,
  frontmatter,
  field,
  legacy,
  title,
  dependency,
  cancelledDependency,
  member,
  required,
  schema,
  approval,
  status,
  outcome,
  type,
  misspeltKey,
  unknownKey,
  repeated,
  path,
  context,
  source,
  prompt,
  promptVariable,
  output,
  secret,
  criteria,
  complexity,
  coupling,
  modelWaste,
];
