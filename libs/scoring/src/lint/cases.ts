import type { GraphNode } from "@chant/core";
import type { LintContext } from "./rule.ts";

// What the rules are tried with: tests alone import this.

export const id = "2026-01-22-001-abc";
export const other = "2026-01-22-002-def";
export const criteria = "## Acceptance Criteria\n\n- [ ] It works\n";

/** A spec and what is known beside it; what is absent is a good spec's. */
export interface Case {
  readonly id?: string;
  readonly header?: string;
  readonly body?: string;
  readonly nodes?: readonly GraphNode[];
  readonly context?: Partial<LintContext>;
}

/** What a rule reports, and the nearest thing that it does not. */
export interface Cases {
  readonly bad: Readonly<Record<string, Case>>;
  readonly good: Readonly<Record<string, Case>>;
}

/** A spec of the graph. */
export function node(of: string, rest: Partial<GraphNode> = {}): GraphNode {
  return { id: of, status: "pending", type: "code", readable: true, ...rest };
}

export const driver: readonly GraphNode[] = [node(id), node(`${id}.1`), node(`${id}.2`)];
