/**
 * Text as search compares it: letters without their marks, lower case, and whatever is no letter or digit a blank. What is
 * left outside of ASCII are letters and digits, which is what the `ascii` tokenizer of SQLite takes them for: both engines
 * see the same words.
 */
export function foldText(text: string): string {
  const plain = isAscii(text)
    ? text
    : text
        .normalize("NFKD")
        .replaceAll(/\p{M}+/gu, "")
        .replaceAll(strange, " ");
  return plain.toLowerCase().replaceAll("\0", " ");
}

/** The words of a text, folded. */
export function wordsOf(text: string): string[] {
  return foldText(text).match(/[0-9a-z\u0080-\u{10ffff}]+/gu) ?? [];
}

/** The words of a text as they are written. */
export function exactWordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

const strange = /[^\p{L}\p{N}\0-\u007f]+/gu;

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}

/** How often words stand in a row in a text, the last one at least as the beginning of a word. */
export function countInRow(text: readonly string[], words: readonly string[]): number {
  const last = words.length - 1;
  const isAt = (at: number) =>
    words.every((word, offset) => (offset === last ? text[at + offset]?.startsWith(word) : text[at + offset] === word));
  return text.reduce((found, _, at) => (isAt(at) ? found + 1 : found), 0);
}
