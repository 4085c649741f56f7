import { markerLines, type Markers } from "./markers.ts";

/** A text with our side of every conflict that is marked in it, in the frontmatter too. */
export function withoutMarkers(text: string, markers: Markers): string {
  const lines = markerLines(markers);
  const ends = { both: lines.opening, ours: lines.divider, theirs: lines.closing };
  const kept: string[] = [];
  let side = "both" as keyof typeof ends;
  let start = 0;
  for (const line of text.split("\n")) {
    const mark = line.startsWith("# ") ? line.slice(2) : line;
    if (mark === ends[side]) {
      if (side === "both") start = kept.length;
      // Where we have nothing, the blank line before it goes with it.
      if (side === "theirs" && start === kept.length && kept.at(-1) === "") kept.pop();
      side = following[side];
    } else if (side !== "theirs") kept.push(line);
  }
  return kept.join("\n");
}

const following = { both: "ours", ours: "theirs", theirs: "both" } as const;
