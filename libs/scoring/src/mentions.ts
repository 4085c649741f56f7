import { placeIn, type Passage } from "./prose.ts";

/** A spec id in a text. */
export interface Mention {
  readonly id: string;
  /** Line in the whole text, from 1. */
  readonly line: number;
}

const shape = /(?<![\w.-])(?:[A-Za-z][\w-]*?-)?\d{4}-\d\d-\d\d-[0-9a-z]{3,12}-[0-9a-z]{3,}(?:\.\d+)*(?![\w-])/g;

/** The full spec ids in some passages, each where it comes first. */
export function idsIn(passages: readonly Passage[]): readonly Mention[] {
  const first = new Map<string, number>();
  for (const passage of passages) {
    for (const match of passage.text.matchAll(shape)) {
      if (!first.has(match[0])) first.set(match[0], placeIn(passage, match.index));
    }
  }
  return [...first].map(([id, line]) => ({ id, line }));
}

/** Whether a text speaks of another member by its number. */
export function namesMember(passages: readonly Passage[]): boolean {
  return passages.some(({ text }) => /\bmember\s+\d+\b/i.test(text));
}

/** Whether a text says that its parts depend on each other. */
export function isCoupled(passages: readonly Passage[]): boolean {
  return passages.some(({ text }) => /\b(?:depends? on each other|tightly coupled)\b/i.test(oneLine(text)));
}

/** A phrase may be broken over two lines. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
