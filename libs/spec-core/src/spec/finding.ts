import type { ErrorCode } from "../errors/codes.ts";

/** A place in a document: line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something found in a document. An error means that the document cannot be trusted for what it is about. */
export interface Finding {
  readonly rule: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly place?: Place;
  readonly suggestion?: string;
  /** The code of the error that an operation throws because of it. */
  readonly code?: ErrorCode;
}

/** The place of an offset in a text. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}
