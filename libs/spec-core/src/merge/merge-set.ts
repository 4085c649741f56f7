import type { Decision, FieldSides } from "./decide-field.ts";
import type { Field } from "./read-fields.ts";

/**
 * Merges lists as sets: what one side removed stays removed, what one side added is added; ours keeps its order. Undefined
 * where a side is no list.
 */
export function mergeSet({ base, ours, theirs }: FieldSides): Decision | undefined {
  const [was, mine, other] = [itemsOf(base), itemsOf(ours), itemsOf(theirs)];
  if (was === undefined || mine === undefined || other === undefined) return undefined;
  const [before, there] = [new Set(was), new Set(other)];
  const kept = mine.filter((item) => there.has(item) || !before.has(item));
  const items = [...new Set([...kept, ...other.filter((item) => !before.has(item))])];
  if (items.length === 0 && (ours === undefined || theirs === undefined)) return takeEmpty({ ours, theirs });
  if (isSame(items, mine)) return { take: "ours" };
  return isSame(items, other) ? { take: "theirs" } : { items };
}

function itemsOf(field: Field | undefined): readonly string[] | undefined {
  if (field === undefined) return [];
  return Array.isArray(field.value) ? field.value.map((item) => JSON.stringify(item)) : undefined;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

/** A list that one side emptied and the other removed stays as an empty one: to be empty can mean something. */
function takeEmpty({ ours, theirs }: Pick<FieldSides, "ours" | "theirs">): Decision {
  const isEmpty = (field: Field | undefined) => field !== undefined && itemsOf(field)?.length === 0;
  if (isEmpty(ours)) return { take: "ours" };
  return { take: isEmpty(theirs) || ours !== undefined ? "theirs" : "ours" };
}
