/** Somebody's text as one line of at most so many characters. */
export function oneLine(text: string, limit = 300): string {
  return [...text.replaceAll(/\s+/g, " ").trim()].slice(0, limit).join("");
}
