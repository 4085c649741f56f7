import { fields, type FieldKind, type FieldName } from "../spec/fields.ts";
import { specTypes, statusAliases, statuses, typeAliases } from "../spec/status.ts";
import type { JsonSchema } from "./json-schemas.ts";

/** A text, which YAML may take for a number or a boolean; chant does not. */
export const scalar = { type: ["string", "number", "boolean", "null"] } as const;

/** What a field of each kind may hold, as an editor sees it. */
export const oneOf = {
  string: scalar,
  timestamp: scalar,
  integer: { type: ["integer", "null"], minimum: 0 },
  number: { type: ["number", "null"] },
  boolean: { enum: [true, false, "yes", "no", "on", "off", null] },
  list: { anyOf: [scalar, { type: "array", items: { type: ["string", "number", "boolean"] } }] },
  map: { type: "object" },
  maps: { type: "array", items: { type: "object" } },
} as const satisfies Readonly<Record<FieldKind, JsonSchema>>;

/** Fields that say more than their kind. */
const special: Partial<Readonly<Record<FieldName, JsonSchema>>> = {
  status: { enum: [...statuses, ...Object.keys(statusAliases)] },
  type: { enum: [...specTypes, ...Object.keys(typeAliases)] },
  approval: {
    type: "object",
    properties: {
      required: oneOf.boolean,
      status: { enum: ["pending", "approved", "rejected"] },
      by: scalar,
      at: scalar,
      identity: scalar,
      signer: scalar,
      via: scalar,
      content: scalar,
    },
  },
  waivers: {
    type: "array",
    items: { type: "object", properties: { gate: scalar, by: scalar, at: scalar, reason: scalar } },
  },
  verification_status: { enum: ["passed", "failed", "partial", null] },
};

interface Row {
  readonly kind: FieldKind;
  readonly summary: string;
  readonly aliases?: readonly string[];
}

/** The schema of every field of a spec's header, older spellings marked as such. */
export function fieldSchemas(): Readonly<Record<string, JsonSchema>> {
  const rows = Object.entries(fields) as [FieldName, Row][];
  return Object.fromEntries(
    rows.flatMap(([name, { kind, summary, aliases = [] }]) => {
      const schema = { ...(special[name] ?? oneOf[kind]), description: summary };
      const older = { ...schema, deprecated: true, description: `Read as ${name}` };
      return [[name, schema] as const, ...aliases.map((alias) => [alias, older] as const)];
    }),
  );
}
