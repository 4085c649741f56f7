import type * as z from "zod";
import type { Context } from "./context.ts";

/** What an operation does to the world: drives MCP annotations and the question before anything destructive. */
export type Effect = "read" | "write" | "destructive";

export type Surface = "cli" | "mcp";

/**
 * One thing chant can do, declared once. The CLI derives arguments, flags and help from `input`, the MCP server its
 * tool, both their JSON from `output`. An operation returns data, reports progress through the context and throws
 * ChantError; it never prints, prompts or exits.
 */
export interface Operation<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  /** Words as typed, such as `list` or `config trust`; also the path of the file below src/. */
  readonly name: string;
  readonly summary: string;
  readonly effect: Effect;
  /** A person decides this: a client of MCP asks one, as before anything destructive. The command line needs no question. */
  readonly decision?: boolean;
  /** Input fields given by position on the command line, in order. The last one may be an array. */
  readonly positionals?: readonly (keyof z.input<Input> & string)[];
  /** One-letter flags by input field. */
  readonly short?: Readonly<Record<string, string>>;
  readonly input: Input;
  readonly output: Output;
  run(input: z.output<Input>, context: Context): Promise<z.input<Output>>;
  /**
   * The output as a document of its own format, for an operation whose result is one. The command line prints it bare, or
   * writes it where `--output` says; `--json` gives the envelope all the same. Undefined where this output is no document.
   */
  document?(output: z.output<Output>): Promise<string> | string | undefined;
  /** Exit code for bad news that is data; 0 when absent. */
  exitCode?(output: z.output<Output>): number;
  /** Where it is offered; everywhere when absent. */
  readonly surfaces?: readonly Surface[];
  /** Published MCP tool name, where it is not the default `chant_<name with underscores>`. */
  readonly tool?: string;
  /**
   * The input whose run shows what this input would do and changes nothing. With it the CLI shows the plan on a terminal
   * and asks before it runs, unless `--yes` is given.
   */
  preview?(input: z.output<Input>): z.input<Input> | undefined;
}

/** Declares an operation; only for type inference. */
export function defineOperation<Input extends z.ZodObject, Output extends z.ZodObject>(
  operation: Operation<Input, Output>,
): Operation<Input, Output> {
  return operation;
}
