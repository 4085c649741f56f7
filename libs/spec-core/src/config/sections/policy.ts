import * as z from "zod";
import { fields, isFieldName } from "../../spec/fields.ts";
import { specTypes } from "../../spec/status.ts";
import { count, duration, flag, list, text } from "../values.ts";

// What specs have to be like, who decides about them, and what becomes of old ones.

const rule = () =>
  z
    .object({
      from: z.enum(["branch", "path", "env", "git_user"]).describe("Where the value comes from"),
      pattern: text.describe("Regular expression with one group; the name of a variable; or name or email"),
      validate: z
        .object({ type: z.literal("enum").default("enum"), values: list.describe("Values that are expected") })
        .exactOptional(),
    })
    .refine(({ from, pattern }) => from !== "git_user" || pattern === "name" || pattern === "email", {
      path: ["pattern"],
      error: "name or email is expected",
    })
    .refine(({ from, pattern }) => from !== "env" || /^[A-Za-z_]\w*$/.test(pattern), {
      path: ["pattern"],
      error: "the name of an environment variable is expected",
    });

/** A rule may fill in what describes a spec, never where it stands. */
const derivable = () =>
  text.refine((key) => /^[A-Za-z_][\w-]*$/.test(key) && key !== "__proto__" && isDescriptive(key), {
    error: "this field is for chant alone to set",
  });

function isDescriptive(key: string): boolean {
  if (key === "derived_fields" || key === "members") return false;
  return !isFieldName(key) || ["set", "scalar"].includes(fields[key].merge);
}

export const enterprise = () =>
  z.object({
    derived: z.record(derivable(), rule()).default({}).describe("Fields to fill in, by name"),
    required: list.default([]).describe("Fields that every spec must have"),
  });

export const approval = () =>
  z.object({
    rejection_action: z
      .enum(["manual", "dependency", "group"])
      .default("manual")
      .describe("What a rejection does: nothing, a spec with the fix, or a spec for each criterion"),
    require_approval_for_agent_work: flag.default(false).describe("Ask for an approval of what agents committed"),
    agent_addresses: list.default([]).describe("Addresses in commits that are agents', besides those that chant knows"),
  });

export const validation = () =>
  z.object({
    strict_output_validation: flag.default(false).describe("An answer that does not fit its schema needs attention"),
  });

const levels = () => ({
  disable: list.default([]).describe("Rules that do not apply"),
  severity: z
    .record(text, z.enum(["error", "warning", "info"]))
    .default({})
    .describe("Severity by rule"),
});

export const lint = () =>
  z.object({
    ...levels(),
    types: z
      .object(Object.fromEntries(specTypes.map((type) => [type, z.object(levels()).exactOptional()])))
      .default({})
      .describe("The same for one type of spec"),
    projects: z.record(text, z.object(levels())).default({}).describe("The same for one project prefix"),
    thresholds: z
      .object({
        complexity_criteria: count.exactOptional().describe("Criteria above which a spec is too big (default: 5)"),
        complexity_files: count.exactOptional().describe("Target files above which it is (default: 5)"),
        complexity_words: count.exactOptional().describe("Words above which it is (default: 500)"),
        simple_criteria: count.exactOptional().describe("Criteria up to which a spec is simple (default: 3)"),
        simple_files: count.exactOptional().describe("Target files up to which it is (default: 2)"),
        simple_words: count.exactOptional().describe("Words up to which it is (default: 200)"),
      })
      .default({}),
    words: z
      .object({
        vague: list.exactOptional().describe("Words that leave open what is wanted"),
        verbs: list.exactOptional().describe("Words that a criterion may begin with"),
      })
      .default({}),
  });

const fieldRule = () =>
  z.object({
    type: z.enum(["string", "number", "integer", "boolean", "array", "object"]).exactOptional(),
    enum: list.exactOptional().describe("Values that are accepted"),
    items: text.exactOptional().describe("Type of the items of a list"),
  });

export const schema = () =>
  z.object({
    version: count.exactOptional(),
    spec: z
      .object({
        required: list.default([]).describe("Fields that every spec must have"),
        fields: z.record(text, fieldRule()).default({}).describe("What a field may hold, by name"),
      })
      .prefault({}),
  });

export const templates = () =>
  z.object({
    spec: text.exactOptional().describe("Template of new specs (default: .chant/templates/spec.md where it exists)"),
  });

export const lifecycle = () =>
  z.object({
    specs: z
      .object({
        retention: z
          .union([z.literal("forever"), duration], { error: "forever, or a length of time such as 90d, is expected" })
          .default("forever")
          .describe("How long a completed spec stays active: what chant archive moves without an id"),
      })
      .prefault({}),
    archive: z
      .object({
        enabled: flag.default(false).describe("Archive specs when their time is over, whenever chant watch starts"),
      })
      .prefault({}),
    branches: z
      .object({
        delete_after_merge: flag.default(true).describe("Remove a spec's branch when it is merged"),
        retain_unmerged: duration.default("30d").describe("How long a branch that is not merged stays"),
      })
      .prefault({}),
  });
