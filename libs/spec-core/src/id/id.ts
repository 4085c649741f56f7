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
  const [one, other] = [keyOf(a), keyOf(b)];
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
