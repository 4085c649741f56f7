import { markerLines, type Hunk, type Markers, type Merged } from "./markers.ts";

/** A conflict within a frontmatter, as comments but for the side in force, so that it can be read on. */
export function markInHeader(
  { field, ...sides }: Omit<Hunk, "start" | "end">,
  inForce: "ours" | "theirs",
  markers: Markers,
): Merged {
  const { opening, divider, closing } = markerLines(markers);
  const lines = (side: "ours" | "theirs") => (side === inForce ? sides[side] : commented(sides[side]));
  const parts = [`# ${opening}`, lines("ours"), `# ${divider}`, lines("theirs"), `# ${closing}`];
  const text = parts.filter((part) => part !== undefined).join("\n");
  const end = text.split("\n").length - 1;
  return { text, hunks: [{ ...(field === undefined ? {} : { field }), ...sides, start: 0, end }] };
}

function commented(text: string | undefined): string | undefined {
  return text
    ?.split("\n")
    .map((line) => `# ${line}`.trimEnd())
    .join("\n");
}
