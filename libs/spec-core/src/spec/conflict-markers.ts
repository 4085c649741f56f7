import { placeAt, type Finding } from "./finding.ts";
import { splitFrontmatter } from "./frontmatter.ts";

/**
 * A merge that nobody resolved: the three marker lines in their order at line start, outside fenced code, in the frontmatter
 * as comments too. Undefined when there is none; an underline of equals signs or a quoted marker is none.
 */
export function findConflictMarkers(text: string): Finding | undefined {
  if (!/^\uFEFF?(?:# )?<{7}(?: |\r?$)/m.test(text)) return undefined;
  const opening = openingMarker(text);
  if (opening === undefined) return undefined;
  return {
    rule: "parse",
    severity: "error",
    code: "PARSE_CONFLICT_MARKERS",
    message: "The file has unresolved conflict markers.",
    place: placeAt(text, opening),
    suggestion: "Resolve the conflict and remove the marker lines.",
  };
}

function openingMarker(text: string): number | undefined {
  let fence: string | undefined;
  let opening: number | undefined;
  // A divider counts after an opening only.
  let divided = false;
  for (const { line, offset } of uncommented(text)) {
    fence = fenceAfter(fence, line);
    if (fence !== undefined && opening === undefined) continue;
    const marker = markers.find(({ form }) => form.test(line))?.name;
    if (marker === "opening") [opening, divided] = [offset, false];
    if (marker === "divider") divided = opening !== undefined;
    if (marker === "closing" && divided) return opening;
  }
  return undefined;
}

/** Lines, those of the frontmatter without what makes them comments. */
function* uncommented(text: string): Generator<{ readonly line: string; readonly offset: number }> {
  const headerEnd = splitFrontmatter(text).yaml?.end ?? 0;
  for (const { line, offset } of linesOf(text))
    yield { line: offset < headerEnd && line.startsWith("# ") ? line.slice(2) : line, offset };
}

const markers = [
  { name: "opening", form: /^<{7}( |$)/ },
  { name: "divider", form: /^={7}$/ },
  { name: "closing", form: /^>{7}( |$)/ },
] as const;

function fenceAfter(fence: string | undefined, line: string): string | undefined {
  const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
  if (mark === undefined || fence === undefined) return mark ?? fence;
  return mark[0] === fence[0] && mark.length >= fence.length ? undefined : fence;
}

function* linesOf(text: string): Generator<{ line: string; offset: number }> {
  let offset = 0;
  for (const raw of text.split("\n")) {
    yield { line: raw.replace(/\r$/, "").replace(/^\uFEFF/, ""), offset };
    offset += raw.length + 1;
  }
}
