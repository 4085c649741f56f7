import { RE2JS } from "re2js";

/**
 * A regular expression of a user's, in RE2's dialect: it takes time that grows with the text alone, whatever it says.
 * Undefined for what is none. Loading the engine takes about 8 ms and the first pattern as much again, so nothing that
 * starts with every command imports this file.
 */
export function compilePattern(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
}

/** Whether a pattern is found in a text. One that is no regular expression is looked for as it stands. */
export function matchesPattern(source: string, text: string): boolean {
  return compilePattern(source)?.matcher(text).find() ?? text.includes(source);
}
