import type { Texts } from "./merge-lines.ts";

export interface Levelled {
  readonly texts: Texts;
  /** Gives a merged text the line ends and the byte order mark that it should have. */
  restore(text: string): string;
}

const byteOrderMark = "\uFEFF";

/**
 * Takes byte order marks and line ends out of three texts, so that they are no change; which ones come back is decided
 * three-way. Texts that mix line ends keep theirs.
 */
export function levelLineEnds(texts: Texts, known: boolean): Levelled {
  const mark = threeWay(texts, known, (text) => text.startsWith(byteOrderMark));
  const plain = mapTexts(texts, (text) => (text.startsWith(byteOrderMark) ? text.slice(1) : text));
  const prefix = mark ? byteOrderMark : "";
  if (Object.values(plain).some(isMixed)) return { texts: plain, restore: (text) => prefix + text };
  const windows = threeWay(plain, known, (text) => text.includes("\r\n"));
  return {
    texts: mapTexts(plain, (text) => text.replaceAll("\r\n", "\n")),
    restore: (text) => prefix + (windows ? text.replaceAll("\n", "\r\n") : text),
  };
}

/** What the side that changed it has; ours where nobody knows. */
function threeWay({ base, ours, theirs }: Texts, known: boolean, has: (text: string) => boolean): boolean {
  return known && has(base) === has(ours) ? has(theirs) : has(ours);
}

function mapTexts({ base, ours, theirs }: Texts, change: (text: string) => string): Texts {
  return { base: change(base), ours: change(ours), theirs: change(theirs) };
}

function isMixed(text: string): boolean {
  return text.includes("\r\n") && /(?<!\r)\n/.test(text);
}
