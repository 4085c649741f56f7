import { extendSection, type Spec, type WaiverEntry } from "@chant/core";
import { discussionEntry } from "./discussion-entry.ts";

/** A spec in whose discussion it stands who went on without an approval. Writing it again changes nothing. */
export function withBypass(spec: Spec, { waivers = [] }: { readonly waivers?: readonly WaiverEntry[] }): Spec {
  const bypassed = waivers.filter(({ gate }) => gate === "approval");
  return bypassed.reduce((told, { by, at, reason }) => {
    const name = by.replace(/ <[^<]*>$/, "");
    const entry = discussionEntry({ by: name, at: new Date(at), verdict: "BYPASSED", text: reason });
    return told.body.replaceAll("\r\n", "\n").includes(entry)
      ? told
      : extendSection(told, "Approval Discussion", entry);
  }, spec);
}
