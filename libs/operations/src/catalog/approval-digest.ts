import { approvableText, isUnfinished, type Spec, type StandingApproval } from "@chant/core";

/** Tells the text that was approved from any other. */
export function approvalDigest({ body }: Pick<Spec, "body">): string {
  // Loading it takes as long as looking at ten thousand files, and lists need it for few specs.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return `sha256:${createHash("sha256").update(approvableText(body)).digest("hex")}`;
}

/** The approval of a spec as it stands: of what is still to be done, whether its text is the one that was approved. */
export function standingApproval(spec: Spec): StandingApproval | undefined {
  const { approval, status } = spec.frontmatter;
  if (approval?.status !== "approved" || approval.content === undefined || !isUnfinished(status)) return approval;
  return approval.content === approvalDigest(spec) ? approval : { ...approval, edited: true };
}
