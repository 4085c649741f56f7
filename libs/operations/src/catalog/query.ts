import { wordsOf } from "./fold.ts";

/** A condition on a field: `status:ready`, `label:api`, `completed_at:>2026-01-01`, or on any key of the header. */
export interface FieldTerm {
  readonly field: string;
  readonly operator: "=" | ">" | ">=" | "<" | "<=";
  readonly value: string;
  readonly excluded: boolean;
}

/** Words in this order; the last one may go on. */
export interface Phrase {
  readonly words: readonly string[];
  /** As it was typed, for comparing upper and lower case. */
  readonly text: string;
  readonly excluded: boolean;
}

/** Everything of one alternative has to hold. */
export interface Alternative {
  readonly phrases: readonly Phrase[];
  readonly fields: readonly FieldTerm[];
}

/**
 * Reads what somebody searches for: words, `"words in a row"`, `field:value`, `-without`, and `OR` between alternatives. Any
 * text is a query; what is no field is looked for as words.
 */
export function parseQuery(text: string): readonly Alternative[] {
  const alternatives: Term[][] = [[]];
  for (const [term, minus, field, operator, quotedValue, value, quoted] of text.matchAll(shape)) {
    if (term === "OR") {
      alternatives.push([]);
      continue;
    }
    const excluded = minus === "-";
    const found = field === undefined ? undefined : { field, operator, value: quotedValue ?? value ?? "", excluded };
    const words = quoted ?? term.slice(excluded ? 1 : 0);
    alternatives.at(-1)?.push(found === undefined ? toPhrase(words, excluded) : toFieldTerm(found));
  }
  return alternatives.map(toAlternative).filter(({ phrases, fields }) => phrases.length + fields.length > 0);
}

type Term = { readonly phrase: Phrase } | { readonly fieldTerm: FieldTerm };

const shape = /(-?)(?:([a-z][a-z_]*):(>=?|<=?|=)?(?:"([^"]*)"|([^\s"]+))|"([^"]*)"|[^\s"]+)/gi;

function toPhrase(text: string, excluded: boolean): Term {
  return { phrase: { words: wordsOf(text), text, excluded } };
}

interface RawField {
  readonly field: string;
  readonly operator: string | undefined;
  readonly value: string;
  readonly excluded: boolean;
}

function toFieldTerm({ field, operator = "=", value, excluded }: RawField): Term {
  return {
    fieldTerm: { field: field.toLowerCase(), operator: operator as FieldTerm["operator"], value, excluded },
  };
}

function toAlternative(terms: readonly Term[]): Alternative {
  return {
    phrases: terms.flatMap((term) => ("phrase" in term && term.phrase.words.length > 0 ? [term.phrase] : [])),
    fields: terms.flatMap((term) => ("fieldTerm" in term ? [term.fieldTerm] : [])),
  };
}
