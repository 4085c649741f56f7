import type { SpecGraph } from "@chant/core";
import { perGraph } from "./per-graph.ts";

const index = perGraph((graph) => {
  const endings = new Map<string, string[]>();
  const numbers = new Map<string, string[]>();
  for (const id of graph.nodes.keys()) {
    for (const ending of tailsOf(id)) add(endings, ending, id);
    for (const number of numberedTailsOf(id)) add(numbers, number, id);
  }
  return { endings, numbers };
});

/**
 * The one spec that a short id names wherever and whenever it is read: the end of an id in whole segments, or date and
 * number (`22-001`). Undefined when there is none or several; today's number means another spec tomorrow, so it counts not.
 */
export function fullIdOf(short: string, graph: SpecGraph): string | undefined {
  const { endings, numbers } = index(graph);
  const found = endings.get(short) ?? numbers.get(short) ?? [];
  return found.length === 1 ? found[0] : undefined;
}

function add(map: Map<string, string[]>, key: string, id: string): void {
  const ids = map.get(key);
  if (ids === undefined) map.set(key, [id]);
  else ids.push(id);
}

/** What follows each dash. */
function tailsOf(id: string): string[] {
  const parts = id.split("-");
  return parts.slice(1).map((_, at) => parts.slice(at + 1).join("-"));
}

/** `22-001`, `01-22-001` … for `2026-01-22-001-x7m`; members keep their number. A number alone names a spec of today. */
function numberedTailsOf(id: string): string[] {
  const [, numbered, members = ""] = /^(.*)-[0-9a-z]+((?:\.\d+)*)$/.exec(id) ?? [];
  if (numbered === undefined) return [];
  const whole = numbered.includes("-") ? [numbered] : [];
  return [...whole, ...tailsOf(numbered)].filter((tail) => tail.includes("-")).map((tail) => tail + members);
}
