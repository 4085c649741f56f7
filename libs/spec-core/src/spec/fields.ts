/** How a field's value is read: everything is text in the file, the table gives it its type. */
export type FieldKind = "string" | "timestamp" | "integer" | "number" | "boolean" | "list" | "map" | "maps";

/**
 * How two sides of a merge become one: `status` by the status rule, `outcome` travels with the status that won, `set` by
 * three-way set merge, `records` likewise though nobody but chant writes them, `scalar` by three-way comparison, `approval`
 * by the later decision.
 */
type MergeRule = "status" | "outcome" | "set" | "records" | "scalar" | "approval";

interface FieldRow {
  readonly kind: FieldKind;
  readonly merge: MergeRule;
  readonly summary: string;
  /** Older spellings of the key, read when the key itself is absent. */
  readonly aliases?: readonly string[];
}

/** Every field that chant knows, in the order of the documentation. Unknown keys belong to the user. */
export const fields = {
  type: { kind: "string", merge: "scalar", summary: "Kind of spec" },
  status: { kind: "string", merge: "status", summary: "Where the spec stands", aliases: ["state"] },
  depends_on: {
    kind: "list",
    merge: "set",
    summary: "Specs that have to be done first; present on a member, even empty, it replaces the order of siblings",
  },
  labels: { kind: "list", merge: "set", summary: "Labels" },
  target_files: { kind: "list", merge: "set", summary: "Files that the work should change" },
  context: { kind: "list", merge: "set", summary: "Files that the agent should read" },
  prompt: { kind: "string", merge: "scalar", summary: "Prompt to work it with" },
  provider: { kind: "string", merge: "scalar", summary: "Agent to work it with" },
  branch: { kind: "string", merge: "scalar", summary: "Branch; read only, kept as it is" },
  started_at: { kind: "timestamp", merge: "outcome", summary: "When the run began, UTC" },
  completed_at: { kind: "timestamp", merge: "outcome", summary: "When it was completed, UTC" },
  failed_at: { kind: "timestamp", merge: "outcome", summary: "When it failed, UTC" },
  error: { kind: "string", merge: "outcome", summary: "Why it failed, one line" },
  reason: { kind: "string", merge: "outcome", summary: "Why it needs attention, one line" },
  commits: { kind: "list", merge: "outcome", summary: "Full hashes of the agent's commits", aliases: ["commit"] },
  model: { kind: "string", merge: "outcome", summary: "Model, as its provider names it" },
  cost: { kind: "number", merge: "outcome", summary: "What the run cost, USD" },
  criteria: { kind: "string", merge: "outcome", summary: "`none` where a spec without criteria was completed" },
  waivers: { kind: "maps", merge: "records", summary: "Gates that were bypassed: gate, by, at, reason" },
  tracks: { kind: "list", merge: "set", summary: "Sources that a document describes", aliases: ["watches"] },
  informed_by: { kind: "list", merge: "set", summary: "Materials that research builds on" },
  origin: { kind: "list", merge: "set", summary: "Data that research starts from" },
  schedule: { kind: "string", merge: "scalar", summary: "When it recurs" },
  source_branch: { kind: "string", merge: "scalar", summary: "Branch that conflicted" },
  target_branch: { kind: "string", merge: "scalar", summary: "Branch it conflicted with" },
  conflicting_files: { kind: "list", merge: "set", summary: "Files that conflicted" },
  blocked_specs: { kind: "list", merge: "set", summary: "Specs that wait for the conflict" },
  original_spec: { kind: "string", merge: "scalar", summary: "Spec that conflicted" },
  last_verified: { kind: "timestamp", merge: "outcome", summary: "When it was verified last, UTC" },
  verification_status: { kind: "string", merge: "outcome", summary: "passed, failed or partial" },
  verification_failures: { kind: "list", merge: "outcome", summary: "Criteria that failed verification" },
  replayed_at: { kind: "timestamp", merge: "outcome", summary: "When it was worked again, UTC" },
  replay_count: { kind: "integer", merge: "outcome", summary: "How often it was worked again" },
  original_completed_at: { kind: "timestamp", merge: "outcome", summary: "When it was completed first, UTC" },
  derived_fields: { kind: "list", merge: "set", summary: "Keys that derivation filled in" },
  approval: { kind: "map", merge: "approval", summary: "Approval: required, status, by, at" },
  members: { kind: "list", merge: "set", summary: "Members, as an older version wrote them; file names decide" },
  output_schema: { kind: "string", merge: "scalar", summary: "JSON Schema of the agent's answer" },
  public: { kind: "boolean", merge: "scalar", summary: "false keeps the spec off the site" },
  retry_state: { kind: "map", merge: "outcome", summary: "Retries, as an older version wrote them" },
} as const satisfies Readonly<Record<string, FieldRow>>;

export type FieldName = keyof typeof fields;

/** Whether chant knows a frontmatter key. */
export function isFieldName(key: string): key is FieldName {
  return Object.hasOwn(fields, key);
}

/** The row of a field; an unknown key is a scalar of the user's. */
export function fieldRow(key: string): FieldRow {
  return isFieldName(key) ? fields[key] : { kind: "string", merge: "scalar", summary: "" };
}
