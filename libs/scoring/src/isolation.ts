import type { Subject } from "./facts.ts";
import type { Score } from "./score.ts";
import { thresholds } from "./thresholds.ts";

/** How independent the members of a driver are: they do not speak of each other and do not share files. */
export function isolationOf(members: readonly Subject[]): Score | undefined {
  if (members.length === 0) return undefined;
  if (members.length === 1) return { grade: "A", why: ["It has one member."] };
  const isolated = members.filter(({ facts }) => !facts.names_member).length;
  const { files, shared } = filesOf(members);
  const why = [
    `${isolated} of ${members.length} members do not mention another one.`,
    `${shared.length} of ${files} target files are of several members${shared.length === 0 ? "" : `: ${shared.join(", ")}`}.`,
  ];
  return { grade: gradeOf(isolated / members.length, files === 0 ? 0 : shared.length / files), why };
}

function filesOf(members: readonly Subject[]): { files: number; shared: readonly string[] } {
  const counts = new Map<string, number>();
  for (const { spec } of members) {
    for (const file of new Set(spec.frontmatter.target_files)) counts.set(file, (counts.get(file) ?? 0) + 1);
  }
  return { files: counts.size, shared: [...counts].filter(([, count]) => count > 1).map(([file]) => file) };
}

function gradeOf(isolated: number, shared: number): Score["grade"] {
  const { A, B, D } = thresholds.isolation;
  if (isolated <= D.isolated || shared > D.shared) return "D";
  if (isolated > A.isolated && shared < A.shared) return "A";
  return isolated > B.isolated ? "B" : "C";
}
