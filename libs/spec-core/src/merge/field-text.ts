import { yamlOf, type FieldValue } from "../spec/edit-header.ts";
import type { Decision, FieldSides } from "./decide-field.ts";
import { writeList } from "./list-lines.ts";
import type { Winner } from "./merge-status.ts";
import type { Field } from "./read-fields.ts";

/** The lines of a decided field; undefined where it is removed. */
export function fieldText(sides: FieldSides, decision: Decision): string | undefined {
  if ("take" in decision) return sideText(sides, decision.take);
  const key = (sides.ours ?? sides.theirs)?.key ?? "";
  if ("items" in decision) return listText(sides, decision.items) ?? newText(key, fieldValue(sides, decision));
  const comment = sides.ours?.comment === undefined ? "" : sides.ours.text.slice(sides.ours.comment);
  const text = newText(key, decision.value);
  return text.includes("\n") ? text : text + comment;
}

/** What a decided field says; undefined where it is removed. */
export function fieldValue(sides: FieldSides, decision: Decision): FieldValue {
  if ("take" in decision) return sides[decision.take]?.raw as FieldValue;
  return "items" in decision ? decision.items.map((item) => JSON.parse(item) as unknown) : decision.value;
}

/** Lines for a field of its own making. */
export function newText(key: string, value: FieldValue): string {
  return yamlOf(key, value).replace(/\n$/, "");
}

/** A side's field with what the other side changed around its value. */
function sideText(sides: FieldSides, take: Winner): string | undefined {
  const chosen = sides[take];
  const other = sides[take === "ours" ? "theirs" : "ours"];
  if (chosen === undefined || other === undefined) return chosen?.text;
  return bothTexts({ chosen, other, base: sides.base });
}

function bothTexts({ chosen, other, base }: Choice): string {
  if (chosen.text === other.text || other.text === base?.text) return chosen.text;
  if (chosen.json === other.json && chosen.text === base?.text) return other.text;
  return withComment({ chosen, other, base }) ?? withItems(chosen, other) ?? chosen.text;
}

interface Choice {
  readonly chosen: Field;
  readonly other: Field;
  readonly base: Field | undefined;
}

/** Comments behind values merge by themselves; two new ones stand both. */
function withComment({ chosen, other, base }: Choice): string | undefined {
  if (chosen.comment === undefined || other.comment === undefined) return undefined;
  const [mine, theirs] = [chosen.text.slice(chosen.comment), other.text.slice(other.comment)];
  const was = base?.comment === undefined ? "" : base.text.slice(base.comment);
  const value = chosen.text.slice(0, chosen.comment);
  if (mine.trim() === theirs.trim() || theirs.trim() === was.trim()) return chosen.text;
  return value + (mine.trim() === was.trim() ? theirs : mine + theirs);
}

/** Another value of a list, in the form that the other side gave it. */
function withItems(chosen: Field, other: Field): string | undefined {
  if (chosen.json === other.json || other.list === undefined || chosen.list === undefined) return undefined;
  const items = chosen.list.items.map((item) => item.json);
  return writeList(other.list, items, chosen.list);
}

function listText({ ours, theirs }: FieldSides, items: readonly string[]): string | undefined {
  const mine = ours?.list && writeList(ours.list, items, theirs?.list);
  return mine ?? (theirs?.list && writeList(theirs.list, items, ours?.list));
}
