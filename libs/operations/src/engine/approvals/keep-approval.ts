import { setApproval, type Spec } from "@chant/core";
import { approvalDigest } from "../../catalog/approval-digest.ts";

/** A spec that chant itself wrote something into: whatever was approved before still is. */
export function keepApproval(before: Spec, after: Spec): Spec {
  const { approval } = before.frontmatter;
  if (approval?.content === undefined || approval.content !== approvalDigest(before)) return after;
  const content = approvalDigest(after);
  return content === approval.content ? after : setApproval(after, { content });
}
