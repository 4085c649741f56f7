/** What a list item begins with when it says what to do. */
export const imperativeVerbs: readonly string[] = (
  "implement add create update fix remove delete refactor test verify ensure validate configure setup install deploy " +
  "build run execute check document write read parse handle process calculate compute convert transform migrate upgrade " +
  "downgrade"
).split(" ");

/** Whether a text begins with one of some verbs, which are in lower case. */
export function isImperative(text: string, verbs: ReadonlySet<string>): boolean {
  return verbs.has(/^[\p{L}\p{N}_-]+/u.exec(text)?.[0].toLowerCase() ?? "");
}
