import { criteriaOf, type Spec } from "@chant/core";
import { imperativeVerbs, isImperative } from "./imperative.ts";
import { idsIn, isCoupled, namesMember, type Mention } from "./mentions.ts";
import { blocksOf, passagesOf, proseOf, wordsOf } from "./prose.ts";
import { secretsIn, type Secret } from "./secrets.ts";
import { vagueWords, vagueWordsOf, type VagueWord } from "./vague-words.ts";

/** Everything that a rule or a grade needs to know of a spec's text: plain JSON, so that nobody parses a text twice. */
export interface SpecFacts {
  readonly criteria: readonly CriterionFact[];
  /** Words of the body, without what agents wrote into it. */
  readonly words: number;
  /** Headings below the title. */
  readonly headings: number;
  /** List items and paragraphs. */
  readonly blocks: number;
  readonly items: number;
  /** List items that begin with an imperative verb. */
  readonly imperative: number;
  /** The first fifty. */
  readonly vague: readonly VagueWord[];
  /** Spec ids in the text, each where it comes first. */
  readonly mentions: readonly Mention[];
  /** Whether it speaks of "member 2". */
  readonly names_member: boolean;
  /** Whether it says that its parts depend on each other. */
  readonly coupled: boolean;
  readonly secrets: readonly Secret[];
  /** The line of each key of the header. */
  readonly lines: Readonly<Record<string, number>>;
}

export interface CriterionFact {
  /** Line in the whole text, from 1. */
  readonly line: number;
  readonly checked: boolean;
  /** Of an open criterion, cut to 200 characters: nothing is ever said about a ticked one. */
  readonly text?: string;
}

/** Word lists of a project, for teams that write their specs in another language. */
export interface WordLists {
  readonly vague?: readonly string[];
  readonly verbs?: readonly string[];
}

/** The part of a spec that is known without reading its text. */
export type SpecHeader = Pick<Spec, "id" | "title" | "frontmatter" | "unknown" | "findings" | "readable">;

/** A spec as it is judged. */
export interface Subject {
  readonly spec: SpecHeader;
  readonly facts: SpecFacts;
}

/** The facts of a spec. Parses its text, so this is what costs; the same text and words always give the same facts. */
export function factsOf(spec: Spec, words: WordLists = {}): SpecFacts {
  const { vague = vagueWords, verbs = imperativeVerbs } = words;
  const prose = proseOf(spec);
  const passages = passagesOf(spec, prose);
  const blocks = blocksOf(prose);
  const items = blocks.filter(({ kind }) => kind === "item");
  const known = new Set(verbs.map((verb) => verb.toLowerCase()));
  return {
    criteria: criteriaFacts(spec),
    words: wordsOf(spec),
    headings: prose.filter((node) => node.type === "heading" && node.depth >= 2).length,
    blocks: blocks.length,
    items: items.length,
    imperative: items.filter(({ text }) => isImperative(text, known)).length,
    vague: vagueWordsOf(passages, vague).slice(0, 50),
    mentions: idsIn(passages),
    names_member: namesMember(passages),
    coupled: isCoupled(passages),
    secrets: secretsIn(spec.text),
    lines: keyLines(spec),
  };
}

function criteriaFacts(spec: Spec): CriterionFact[] {
  return criteriaOf(spec).map(({ checked, line, text }) =>
    checked ? { line, checked } : { line, checked, text: text.slice(0, 200) },
  );
}

/** The line of each key of a header: keys stand at the start of a line, what a value continues with is indented. */
export function keyLines({ text, bodyOffset }: Spec): SpecFacts["lines"] {
  const found = new Map<string, number>();
  for (const [index, line] of text.slice(0, bodyOffset).split("\n").entries()) {
    const key = keyIn(line);
    if (key !== undefined && !found.has(key)) found.set(key, index + 1);
  }
  return Object.fromEntries(found);
}

function keyIn(line: string): string | undefined {
  const colon = line.indexOf(":");
  if (colon < 1 || /^[\s#{}[\]-]/.test(line)) return undefined;
  return line
    .slice(0, colon)
    .trim()
    .replaceAll(/^["']|["']$/g, "");
}
