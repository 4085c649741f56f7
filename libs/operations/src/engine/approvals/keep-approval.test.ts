import { appendSection, parseSpec, setApproval } from "@chant/core";
import { expect, test } from "vitest";
import { approvalDigest } from "../../catalog/approval-digest.ts";
import { keepApproval } from "./keep-approval.ts";

const plain = parseSpec("---\napproval: {required: true, status: approved}\n---\n\n# T\n", { id: "a" });
const approved = setApproval(plain, { content: approvalDigest(plain) });

test("T7: what chant writes into an approved spec leaves it approved, and one that was edited before stays edited", () => {
  const written = appendSection(approved, "Takeover Analysis", "It got far.");
  const kept = keepApproval(approved, written);
  expect(kept.frontmatter.approval?.content).toBe(approvalDigest(written));
  const edited = parseSpec(approved.text.replace("# T", "# Other"), { id: "a" });
  expect(keepApproval(edited, appendSection(edited, "Takeover Analysis", "x")).frontmatter.approval).toEqual(
    approved.frontmatter.approval,
  );
  expect(
    keepApproval(plain, appendSection(plain, "Takeover Analysis", "x")).frontmatter.approval?.content,
  ).toBeUndefined();
});
