import { parseId } from "@chant/core";
import type { FieldTerm } from "../../catalog/query.ts";
import type { SpecRow } from "./spec-row.ts";
import type { SpecEntry } from "./spec-entry.ts";

interface Candidate {
  readonly entry: SpecEntry;
  readonly row: SpecRow;
}

/** Whether a spec has what a condition on a field asks for. Any key of a header is a field. */
export function fitsField({ field, operator, value, excluded }: FieldTerm, candidate: Candidate): boolean {
  const values = valuesOf(field, candidate).map((one) => String(one).toLowerCase());
  return values.some((one) => compare[operator](one, value.toLowerCase())) !== excluded;
}

type Read = (candidate: Candidate) => readonly unknown[];

const ofLabels: Read = ({ row }) => row.labels;

/** Fields that are answered without the rest of the header. */
const near: Readonly<Record<string, Read>> = {
  id: ({ row }) => [row.id],
  title: ({ row }) => [row.title],
  status: ({ row }) => [row.status, ...(row.ready ? ["ready"] : []), ...(row.blocked_by.length > 0 ? ["blocked"] : [])],
  type: ({ row }) => [row.type],
  label: ofLabels,
  labels: ofLabels,
  project: ({ row }) => [parseId(row.id)?.project ?? ""],
  approval: ({ row }) => [row.approval ?? ""],
  archived: ({ row }) => [row.archived ?? false],
};

function valuesOf(field: string, candidate: Candidate): readonly unknown[] {
  if (Object.hasOwn(near, field)) return near[field]?.(candidate) ?? [];
  const { frontmatter, unknown } = candidate.entry.spec();
  const value = (Object.hasOwn(frontmatter, field) ? frontmatter : unknown)[
    field as keyof typeof frontmatter
  ] as unknown;
  return [value ?? []].flat();
}

/** A day compares with a time by the part that both have. */
const compare: Readonly<Record<FieldTerm["operator"], (one: string, other: string) => boolean>> = {
  "=": (one, other) => one === other,
  ">": (one, other) => one.slice(0, other.length) > other,
  ">=": (one, other) => one.slice(0, other.length) >= other,
  "<": (one, other) => one.slice(0, other.length) < other,
  "<=": (one, other) => one.slice(0, other.length) <= other,
};
