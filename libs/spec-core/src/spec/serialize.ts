import type { Spec } from "./spec.ts";

/** The text of a spec: for an unchanged one byte for byte what was parsed. */
export function serializeSpec(spec: Spec): string {
  return spec.text;
}
