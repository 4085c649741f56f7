import { bodyConflict, headerConflict, present, unresolved, type MergeConflict } from "./conflicts.ts";
import { levelLineEnds } from "./line-ends.ts";
import { toMarkers, type Markers } from "./markers.ts";
import { mergeBodies } from "./merge-body.ts";
import { mergeHeaders } from "./merge-header.ts";
import { mergeLines, type Texts } from "./merge-lines.ts";
import { placeConflicts } from "./place-conflicts.ts";
import { splitSpec } from "./split-spec.ts";
import { withoutMarkers } from "./without-markers.ts";

export interface MergeInput {
  /** The common ancestor; undefined or empty when both sides added the spec. */
  readonly base: string | undefined;
  /** Undefined for a side that removed the spec. */
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
  /** How conflicts are marked: `<<<<<<< ours` and `>>>>>>> theirs` unless told otherwise. */
  readonly markers?: Partial<Markers> | undefined;
}

export interface MergeOutput {
  /** Empty for a removed spec. */
  readonly text: string;
  readonly conflicts: readonly MergeConflict[];
  /** Whether the merge removes the spec: one side did, and the other left it as it was. */
  readonly removed?: true;
}

/**
 * Merges three versions of a spec: frontmatter by the rules of the field table, body by its parts. Where one side changed
 * nothing the other is the result, byte for byte. Conflicts are marked around the smallest part, in the frontmatter as
 * comments beside ours, which stays in force. Any three texts give a text.
 */
export function mergeSpecs(input: MergeInput): MergeOutput {
  const { base, ours, theirs } = input;
  if (ours === undefined || theirs === undefined) return mergeRemoval(input);
  if (ours === theirs || base === theirs) return { text: ours, conflicts: [] };
  if (base === ours) return { text: theirs, conflicts: [] };
  const known = base !== undefined && base !== "";
  const { texts, restore } = levelLineEnds({ base: base ?? "", ours, theirs }, known);
  const markers = toMarkers(input.markers);
  const merged = mergeUnresolved(texts, { known, markers }) ?? mergeSafely(texts, { known, markers });
  return { ...merged, text: restore(merged.text) };
}

function mergeRemoval({ base, ours, theirs }: MergeInput): MergeOutput {
  const left = ours ?? theirs;
  if (left === undefined || left === base) return { text: "", conflicts: [], removed: true };
  const [one, other] = ours === undefined ? ["Our side", "theirs"] : ["Their side", "ours"];
  const message = `${one} removed the spec and ${other} changed it; the changed one is kept.`;
  return { text: left, conflicts: [{ kind: "document", message, ...present({ base, ours, theirs }) }] };
}

interface MergeContext {
  readonly known: boolean;
  readonly markers: Markers;
}

/**
 * A text that was merged before, with its conflicts still in it: where merging again finds the same ones, it stays. What the
 * markers stood in does not tell how many blank lines were around.
 */
function mergeUnresolved(texts: Texts, context: MergeContext): MergeOutput | undefined {
  const ours = withoutMarkers(texts.ours, context.markers);
  if (ours === texts.ours) return undefined;
  const again = mergeSafely({ ...texts, ours }, context);
  const conflicts = placeConflicts(again.conflicts, again.text, texts.ours);
  return conflicts && { text: texts.ours, conflicts };
}

/** Whatever a text can make fail, stacks overflowing in a parser for one, the lines of both sides stay. */
function mergeSafely(texts: Texts, context: MergeContext): MergeOutput {
  try {
    return mergeTexts(texts, context) ?? mergeAsText(texts, context.markers);
  } catch {
    return mergeAsText(texts, context.markers);
  }
}

/** Undefined where a side has a frontmatter that cannot be told from the text. */
function mergeTexts(texts: Texts, { known, markers }: MergeContext): MergeOutput | undefined {
  const [base, ours, theirs] = [splitSpec(texts.base), splitSpec(texts.ours), splitSpec(texts.theirs)];
  if (ours === undefined || theirs === undefined) return undefined;
  const body = mergeBodies({ base: base?.body ?? texts.base, ours: ours.body, theirs: theirs.body }, markers);
  const header = mergeHeaders({ base: known ? base : undefined, ours, theirs }, { body: body.text, markers });
  const gap = header.text === "" || body.text === "" || header.text.endsWith("\n") ? "" : "\n";
  const offset = (header.text + gap).split("\n").length - 1;
  const conflicts = [...header.hunks.map(headerConflict), ...body.hunks.map((hunk) => bodyConflict(hunk, offset))];
  return { text: header.text + gap + body.text, conflicts: [...conflicts, ...unresolved(texts)] };
}

function mergeAsText(texts: Texts, markers: Markers): MergeOutput {
  const { text, hunks } = mergeLines(texts, markers);
  const whole: MergeConflict = { kind: "document", message: "One side cannot be read as a spec." };
  return { text, conflicts: [whole, ...hunks.map((hunk) => bodyConflict(hunk, 0))] };
}
