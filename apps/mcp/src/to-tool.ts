import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import type { Operation } from "@chant/operations";
import * as z from "zod";

/** The tool of an operation, derived from its declaration. */
export function toTool(operation: Operation): Tool {
  const { summary, effect, decision = false } = operation;
  return {
    name: toolName(operation),
    title: summary,
    description: summary,
    inputSchema: schemaOf(operation.input.strict(), "input"),
    outputSchema: schemaOf(operation.output, "output"),
    annotations: {
      title: summary,
      readOnlyHint: effect === "read",
      destructiveHint: effect === "destructive" || decision,
      openWorldHint: false,
    },
  };
}

/** The name of an operation's tool: `chant_` and its words, or the one that was published before. */
export function toolName({ name, tool }: Operation): string {
  return tool ?? `chant_${name.replaceAll(" ", "_")}`;
}

function schemaOf(schema: z.ZodObject, io: "input" | "output"): Tool["inputSchema"] {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Tool["inputSchema"];
}
