/** The parts of a spec id: `[repo:][project-]YYYY-MM-DD-SEQ-RAND[.n]*`, or any safe name. */
export interface SpecId {
  readonly text: string;
  readonly repo?: string;
  readonly project?: string;
  readonly date?: string;
  /** Base36 number of the day, at least three digits. */
  readonly sequence?: string;
  readonly suffix?: string;
  /** Member numbers, outermost first. */
  readonly members: readonly number[];
}

const shape =
  /^(?:(?<project>[A-Za-z0-9._-]+?)-)?(?<date>\d{4}-\d\d-\d\d)-(?<sequence>[0-9a-z]{3,12})-(?<suffix>[0-9a-z]{3,})$/;

/**
 * Whether a text may be a spec id, and so part of a path and of a branch name: ASCII letters, digits, `.`, `_` and `-`, at
 * most 200 of them, nothing that a shell, git or a file system reads as something else.
 */
export function isSpecId(text: string): boolean {
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/.test(text) || text.includes("..")) return false;
  return !/\.(?:lock|md)?$/i.test(text) && !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(text);
}

/** Reads an id; undefined when the text is no safe id. */
export function parseId(text: string): SpecId | undefined {
  const colon = text.indexOf(":");
  const repo = colon === -1 ? undefined : text.slice(0, colon);
  const local = text.slice(colon + 1);
  if (!isSpecId(local) || (repo !== undefined && !/^[A-Za-z0-9_-]+$/.test(repo))) return undefined;
  const tail = /(?:\.\d+)*$/.exec(local)?.[0] ?? "";
  const members = tail.split(".").slice(1).map(Number);
  const base = local.slice(0, local.length - tail.length);
  const parts = shape.exec(base)?.groups ?? {};
  const known = Object.entries({ repo, ...parts }).filter(([, value]) => value !== undefined);
  return { text, members, ...Object.fromEntries(known) };
}

/**
 * Orders ids: by date, number of the day, random part, then a driver before its members and members by number. A total
 * order, independent of locale.
 */
export function compareIds(a: string, b: string): number {
  return compareNumbers(a, b) ?? compareKeys({ id: a, key: keyOf(a) }, { id: b, key: keyOf(b) });
}

/** The items in the order of their ids. No id is taken apart twice: comparing thousands would do it over and over. */
export function sortById<Item>(items: readonly Item[], idOf: (item: Item) => string): Item[] {
  const keys = new Map<string, Part[]>();
  const keyed = (id: string): Keyed => {
    const key = keys.get(id) ?? keyOf(id);
    keys.set(id, key);
    return { id, key };
  };
  const compare = (a: string, b: string) => compareNumbers(a, b) ?? compareKeys(keyed(a), keyed(b));
  return [...items].sort((a, b) => compare(idOf(a), idOf(b)));
}

/** Two ids of the ordinary form, `YYYY-MM-DD-SEQ-`, whose day or number differs, are in the order of their text. */
function compareNumbers(a: string, b: string): number | undefined {
  if (!isOrdinary(a) || !isOrdinary(b)) return undefined;
  const [one, other] = [a.slice(0, 14), b.slice(0, 14)];
  return one === other ? undefined : compareText(one, other);
}

function isOrdinary(id: string): boolean {
  return /^\d{4}-\d\d-\d\d-[0-9a-z]{3}-[0-9a-z]{3,}(?:\.\d+)*$/.test(id);
}

interface Keyed {
  readonly id: string;
  readonly key: readonly Part[];
}

function compareKeys({ id: a, key: one }: Keyed, { id: b, key: other }: Keyed): number {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const order = comparePart(one[index], other[index]);
    if (order !== 0) return order;
  }
  return compareText(a, b);
}

type Part = string | bigint | undefined;

function keyOf(text: string): Part[] {
  const id = parseId(text);
  if (id?.date === undefined) return [text.replace(/(?:\.\d+)*$/, ""), ...(id?.members ?? []).map(BigInt)];
  const { date, sequence = "", suffix = "", project = "", members } = id;
  return [date, base36(sequence), suffix, project, ...members.map(BigInt)];
}

function comparePart(a: Part, b: Part): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : 1;
  // Numbers come before text, so that mixed parts stay a total order.
  if (typeof a !== typeof b) return typeof a === "bigint" ? -1 : 1;
  return compareText(String(a), String(b));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The value of a base36 number of any length. */
export function base36(text: string): bigint {
  return [...text].reduce((value, digit) => value * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
}
