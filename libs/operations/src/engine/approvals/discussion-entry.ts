import { localDate } from "../specs/specs.ts";

export interface DiscussionEntry {
  readonly by: string;
  readonly at: Date;
  readonly verdict: "APPROVED" | "REJECTED" | "BYPASSED";
  /** Why, in words of the user's. */
  readonly text?: string | undefined;
}

/** An entry of the discussion, as `**marcos** - 2026-01-28 14:30 - APPROVED` and what was said below it. */
export function discussionEntry({ by, at, verdict, text }: DiscussionEntry): string {
  const head = `**${by}** - ${localDate(at)} ${localTime(at)} - ${verdict}`;
  return text === undefined ? head : `${head}\n${withoutBlocks(text)}`;
}

function localTime(at: Date): string {
  const part = (value: number) => String(value).padStart(2, "0");
  return `${part(at.getHours())}:${part(at.getMinutes())}`;
}

/**
 * A text of the user's that stays where it is written: a line that would begin a heading, a fence, HTML or another entry, and
 * with it change what the spec says, gets a backslash.
 */
export function withoutBlocks(text: string): string {
  const lines = text.trim().split(/\r\n|[\r\n\u2028\u2029]/);
  return lines.map((line) => (opensBlock(line) ? line.replace(/^\s*/, "$&\\") : line)).join("\n");
}

function opensBlock(line: string): boolean {
  const text = line.trim();
  return /^(?:#|<|```|~~~|=+$|-+$|_{3})/.test(text) || text.startsWith("**");
}
