import type { Operation } from "@chant/operations";

/** An input field of an operation as the command line needs it. */
export interface InputField {
  readonly name: string;
  /** The same word with dashes. */
  readonly flag: string;
  readonly kind: "boolean" | "number" | "list" | "text" | "count" | "name";
  readonly description: string;
  readonly choices: readonly string[] | undefined;
  readonly required: boolean;
  readonly defaultsToTrue: boolean;
}

interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly out?: Schema;
  readonly options?: readonly Schema[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly defaultValue?: unknown;
}

interface Schema {
  readonly _zod: { readonly def: Definition };
  readonly description?: string;
}

/** The fields of an operation's input, in their order. */
export function readFields(operation: Operation): InputField[] {
  return Object.entries(operation.input.shape as Record<string, Schema>).map(([name, schema]) =>
    readField(name, schema),
  );
}

function readField(name: string, schema: Schema): InputField {
  const wrappers = unwrap(schema);
  const inner = wrappers.at(-1)?._zod.def as Definition;
  const withDefault = wrappers.find((one) => one._zod.def.type === "default" || one._zod.def.type === "prefault");
  return {
    name,
    flag: name.replaceAll("_", "-"),
    kind: kindOf(inner),
    // A description may sit on any of the wrappers.
    description: wrappers.map((one) => one.description).find((text) => text !== undefined) ?? "",
    choices: inner.entries === undefined ? undefined : Object.values(inner.entries),
    required: wrappers.every((one) => !optional.has(one._zod.def.type)),
    defaultsToTrue: withDefault?._zod.def.defaultValue === true,
  };
}

/** A switch that may say how many is a boolean or a number, one that may say which a boolean or a text. */
function kindOf({ type, options = [] }: Definition): InputField["kind"] {
  const parts = options.map((one) => one._zod.def.type);
  if (type === "union" && parts.includes("boolean")) return parts.includes("number") ? "count" : "name";
  return kinds[type] ?? "text";
}

const kinds: Readonly<Record<string, InputField["kind"]>> = {
  boolean: "boolean",
  number: "number",
  int: "number",
  array: "list",
};

const optional: ReadonlySet<string> = new Set(["optional", "default", "prefault"]);

/** A schema and everything that it wraps, outermost first. */
function unwrap(schema: Schema): Schema[] {
  const { innerType, out } = schema._zod.def;
  const next = innerType ?? (schema._zod.def.type === "pipe" ? out : undefined);
  return next === undefined ? [schema] : [schema, ...unwrap(next)];
}
