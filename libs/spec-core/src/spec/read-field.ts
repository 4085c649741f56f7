import { fields, type FieldKind, type FieldName } from "./fields.ts";
import type { Finding } from "./finding.ts";
import { specTypes, statusAliases, statuses, typeAliases } from "./status.ts";

interface ReadValue {
  /** Undefined when the field counts as absent. */
  readonly value: unknown;
  readonly finding?: Omit<Finding, "place"> | undefined;
}

/** Gives a field its type. A value that a field cannot have is a finding; only a status makes the spec unreadable. */
export function readField(name: FieldName, raw: unknown): ReadValue {
  const special = readers[name];
  if (special !== undefined) return special(raw);
  if (raw === "" && fields[name].kind !== "list") return { value: undefined };
  const value = kinds[fields[name].kind](raw);
  return value === undefined ? { value, finding: wrongValue(name, raw) } : { value };
}

/** A single value is a list of one; an empty key is an empty list, which is not the same as an absent one. */
const kinds: Readonly<Record<FieldKind, (raw: unknown) => unknown>> = {
  string: asText,
  timestamp: asText,
  integer: (raw) => (/^\d+$/.test(String(raw)) ? Number(raw) : undefined),
  number: (raw) => (raw !== "" && Number.isFinite(Number(raw)) ? Number(raw) : undefined),
  boolean: (raw) => booleans[String(raw).toLowerCase()],
  list: asList,
  map: (raw) => (isRecord(raw) ? raw : undefined),
  maps: (raw) => (Array.isArray(raw) && raw.every(isRecord) ? raw : undefined),
};

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

const readers: Partial<Readonly<Record<FieldName, (raw: unknown) => ReadValue>>> = {
  status(raw) {
    const text = String(raw);
    const status = statuses.find((one) => one === text) ?? statusAliases[text];
    if (status === undefined) return { value: undefined, finding: unknownStatus(text) };
    if (status === text) return { value: status };
    return { value: status, finding: info(`status ${text} is read as ${status}.`) };
  },
  type(raw) {
    const text = String(raw);
    const type = specTypes.find((one) => one === text) ?? typeAliases[text];
    if (type === undefined)
      return { value: "code", finding: { ...wrongValue("type", raw), suggestion: specTypes.join(", ") } };
    if (type === text) return { value: type };
    return { value: type, finding: info(`type ${text} is read as ${type}.`) };
  },
  approval(raw) {
    if (!isRecord(raw)) return { value: undefined, finding: wrongValue("approval", raw) };
    const { status = "pending", required = "false", ...rest } = raw;
    const value = { ...rest, status, required: booleans[String(required)] ?? true };
    if (["pending", "approved", "rejected"].includes(String(status))) return { value };
    const finding = wrongValue("approval.status", status);
    return { value: { ...value, status: "pending", required: true }, finding };
  },
};

function asText(raw: unknown): string | undefined {
  return typeof raw === "string" ? raw : undefined;
}

function asList(raw: unknown): readonly string[] | undefined {
  if (raw === "") return [];
  if (typeof raw === "string") return [raw];
  return Array.isArray(raw) && raw.every((item) => typeof item === "string") ? raw : undefined;
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

function unknownStatus(text: string): ReadValue["finding"] {
  const message = `Unknown status "${text}".`;
  return { rule: "parse", severity: "error", code: "PARSE_INVALID_VALUE", message, suggestion: statuses.join(", ") };
}

/** Without these a spec could run that must not. */
const guards: ReadonlySet<string> = new Set(["depends_on", "approval"]);

function wrongValue(name: string, raw: unknown): Omit<Finding, "place"> {
  const shown = JSON.stringify(raw);
  if (guards.has(name)) {
    return { rule: "parse", severity: "error", code: "PARSE_INVALID_VALUE", message: `${name} cannot be ${shown}.` };
  }
  return { rule: "field", severity: "warning", message: `${name} cannot be ${shown}; it is ignored.` };
}

function info(message: string): Omit<Finding, "place"> {
  return { rule: "legacy", severity: "info", message };
}
