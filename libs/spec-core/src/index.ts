export { setConfigKey } from "./config/edit.ts";
export { parseDuration } from "./config/duration.ts";
export { nearest } from "./config/nearest.ts";
export { parseConfig, type ConfigInput, type ParsedConfig } from "./config/parse.ts";
export { resolveConfig, type ConfigLayers } from "./config/resolve.ts";
export { sectionNames, sectionSchema, type Config, type SectionName } from "./config/schema.ts";
export { ChantError, isChantError, type ChantErrorOptions } from "./errors/chant-error.ts";
export { codes, exitCodeOf, type ErrorCode } from "./errors/codes.ts";
export { findCycles, findNewCycle, type NewDependencies } from "./graph/cycles.ts";
export {
  createGraph,
  dependenciesOf,
  type GraphNode,
  type GraphOptions,
  type MissingCause,
  type SpecGraph,
  type StandingApproval,
} from "./graph/graph.ts";
export { topologicalOrder } from "./graph/order.ts";
export { readinessOf, type Readiness, type Reason } from "./graph/readiness.ts";
export { compareIds, isSpecId, parseId, sortById, type SpecId } from "./id/id.ts";
export { isMemberOf, memberNumber, parentOf } from "./id/members.ts";
export { nextId, type NextId } from "./id/next-id.ts";
export { nextMemberId } from "./id/next-member-id.ts";
export { resolveId, type ResolvedId, type ResolveOptions } from "./id/resolve-id.ts";
export { type Facts } from "./lifecycle/guards.ts";
export { checkTransition, transition, type TransitionRequest } from "./lifecycle/transition.ts";
export { transitions, type Trigger } from "./lifecycle/transitions.ts";
export { type MergeConflict } from "./merge/conflicts.ts";
export { type Markers } from "./merge/markers.ts";
export { mergeSpecs, type MergeInput, type MergeOutput } from "./merge/merge-specs.ts";
export { parsePrompt, type Prompt } from "./prompt/parse.ts";
export { renderPrompt, type PromptVariables, type RenderedPrompt, type RenderRequest } from "./prompt/render.ts";
export { selectPrompt, type PromptChoice } from "./prompt/select.ts";
export { standardBlock, type ContextFile, type StandardBlock } from "./prompt/standard-block.ts";
export { promptVariables, type Conflict, type VariableSource } from "./prompt/variables.ts";
export { approvableText } from "./spec/approval.ts";
export { criteriaOf, tickCriterion, type Criterion } from "./spec/criteria.ts";
export {
  addDependency,
  createSpec,
  setApproval,
  setFields,
  type ApprovalEdits,
  type FieldEdits,
  type NewSpec,
} from "./spec/edit.ts";
export { fields, type FieldName } from "./spec/fields.ts";
export { type Finding, type Place } from "./spec/finding.ts";
export { parseFrontmatterData, splitFrontmatter } from "./spec/frontmatter.ts";
export { parseBody, sectionsOf, type Section } from "./spec/markdown.ts";
export { parseSpec } from "./spec/parse.ts";
export { appendSection, extendSection, replaceSection } from "./spec/sections.ts";
export { serializeSpec } from "./spec/serialize.ts";
export { type Approval, type Frontmatter, type Spec, type WaiverEntry } from "./spec/spec.ts";
export { isUnfinished, specTypes, statuses, type SpecType, type Status } from "./spec/status.ts";
export {
  parseTemplate,
  renderTemplate,
  type RenderedTemplate,
  type SpecTemplate,
  type TemplateRequest,
  type TemplateVariable,
} from "./spec/template.ts";
