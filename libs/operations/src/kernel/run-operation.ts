import { ChantError, isChantError } from "@chant/core/errors";
import { ioError } from "@chant/core/store";
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { Context } from "./context.ts";
import type { Operation } from "./operation.ts";

/**
 * The one door to an operation: checks raw input against its schema, runs it and returns its output.
 * Throws INPUT_INVALID or INPUT_MISSING naming the field and the value, and whatever the operation throws.
 */
export async function runOperation<Input extends z.ZodObject, Output extends z.ZodObject>(
  operation: Operation<Input, Output>,
  raw: unknown,
  context: Context,
): Promise<z.input<Output>> {
  const parsed = z.safeParse(operation.input.strict(), raw);
  if (!parsed.success) throw inputError(operation, raw, parsed.error);
  try {
    const output = await operation.run(parsed.data as z.output<Input>, context);
    return context.checksOutput ? checkOutput(operation, output) : output;
  } catch (error) {
    throw withoutErrno(error);
  }
}

/** An output that is not what the operation declares is a bug; to look for it costs as much as listing the specs. */
function checkOutput<Output extends z.ZodObject>(operation: Operation, output: z.input<Output>): z.input<Output> {
  const parsed = operation.output.parse(output);
  if (!isDeepStrictEqual(parsed, output)) throw new Error(`${operation.name} gives what its output does not declare.`);
  return output;
}

/** A failed file operation that nobody expected is still no bug: a full disk can strike anywhere. */
function withoutErrno(error: unknown): unknown {
  const { errno, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (isChantError(error) || errno === undefined || syscall === undefined) return error;
  return ioError(path ?? `a file (${syscall})`, error, "read or written");
}

function inputError(operation: Operation, raw: unknown, error: z.ZodError): ChantError {
  const issue = error.issues[0];
  const field = issue?.path.join(".") ?? "";
  const value = valueAt(raw, issue?.path ?? []);
  const fix = `chant ${operation.name} --help`;
  const details = {
    operation: operation.name,
    field,
    issues: error.issues.map(({ path, message }) => ({ path, message })),
  };
  if (issue?.code === "unrecognized_keys") {
    return new ChantError("INPUT_INVALID", `${operation.name} has no field ${issue.keys.join(", ")}.`, {
      fix,
      details,
    });
  }
  if (value === undefined) {
    return new ChantError("INPUT_MISSING", `${operation.name} needs ${field}.`, { fix, details });
  }
  const shown = JSON.stringify(value);
  return new ChantError("INPUT_INVALID", `${field} cannot be ${shown}: ${issue?.message ?? "not accepted"}.`, {
    fix,
    details,
  });
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], raw);
}
