import { parentOf } from "@chant/core";
import type { Subject } from "./facts.ts";
import type { Grade, Score } from "./score.ts";
import { thresholds } from "./thresholds.ts";

/** How well a spec could be cut into members. C is the ordinary grade: nothing shows where to cut. */
export function splittabilityOf({ spec, facts }: Subject): Score {
  if (parentOf(spec.id) !== undefined) return { grade: "C", why: ["It is a member already."] };
  if (facts.criteria.length === 1) return { grade: "C", why: ["It has one acceptance criterion: one thing to do."] };
  const files = spec.frontmatter.target_files?.length ?? 0;
  const grade = gradeOf(facts.headings, files);
  const why = [`${facts.headings} headings below the title and ${files} target files.`];
  if (grade === "C" || !facts.coupled) return { grade, why };
  return { grade: "D", why: [...why, "The text says that its parts depend on each other."] };
}

function gradeOf(headings: number, files: number): Grade {
  const { A, B } = thresholds.splittability;
  if (headings >= A.headings && files >= A.files) return "A";
  return headings >= 1 && headings <= B.headings && files === B.files ? "B" : "C";
}
