import type { ErrorCode } from "./codes.ts";

const brand = Symbol.for("chant.error");

export interface ChantErrorOptions {
  /** One thing to type next, such as `chant reset 001`. */
  readonly fix?: string | undefined;
  /** Facts for programs: plain JSON. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** A failure that a user can cause. The message is a full sentence that holds the value at fault. */
export class ChantError extends Error {
  readonly code: ErrorCode;
  readonly fix: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ChantErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ChantError";
    this.code = code;
    this.fix = options.fix;
    this.details = options.details ?? {};
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether a thrown value is a ChantError, also one from another copy of this package. */
export function isChantError(error: unknown): error is ChantError {
  return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[brand] === true;
}
