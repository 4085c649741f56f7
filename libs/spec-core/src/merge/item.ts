/** A list item's own lines in their parts; joined they are the text. */
export interface Item {
  /** Indentation and mark with the blanks behind it. */
  readonly mark: string;
  /** `[ ]`, `[x]` or `[X]` with the blanks behind it. */
  readonly box: string | undefined;
  readonly content: string;
}

/** Takes a list item apart. */
export function readItem(text: string): Item {
  const match = /^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]*)(\[[ xX]\][ \t]+(?=\S))?/.exec(text);
  if (match === null) return { mark: "", box: undefined, content: text };
  const [whole, mark = "", box] = match;
  return { mark, box, content: text.slice(whole.length) };
}

/** Puts a list item together. */
export function writeItem({ mark, box = "", content }: Item): string {
  return mark + box + content;
}

/** Whether a box is ticked. */
export function isTicked(box: string | undefined): boolean {
  return box !== undefined && box[1] !== " ";
}
