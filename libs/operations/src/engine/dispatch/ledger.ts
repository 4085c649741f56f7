import type { ChantError } from "@chant/core/errors";
import type { RunResult } from "../run/run-result.ts";
import type { Driven } from "./drive.ts";
import type { Progress } from "./select.ts";

interface Skipped {
  readonly spec_id: string;
  readonly reason: string;
  readonly message: string;
}

/** What a chain or parallel command has done so far. */
export interface Ledger extends Progress {
  readonly results: readonly RunResult[];
  readonly skipped: readonly Skipped[];
  /** How many runs were begun. */
  readonly started: number;
  /** How many runs each agent took, by its name. */
  readonly agents: ReadonlyMap<string, number>;
  readonly completed: number;
  /** USD, as far as agents tell. */
  readonly cost: number;
  /** Why nobody could start anything any more. */
  readonly fatal: ChantError | undefined;
  /** From here on nobody else takes the spec. */
  take(id: string): void;
  begin(id: string, agent?: string): void;
  end(id: string, driven: Driven): void;
  /** A spec that was completed without a run. */
  note(result: RunResult): void;
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const [tried, begun, failed] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const [results, skipped]: [RunResult[], Skipped[]] = [[], []];
  const agents = new Map<string, number>();
  let [started, fatal]: [number, ChantError | undefined] = [0, undefined];
  const isDone = ({ outcome }: RunResult) => outcome === "completed";
  return {
    ...{ tried, failed, results, skipped, agents },
    get started() {
      return started;
    },
    get completed() {
      return results.filter(isDone).length;
    },
    get cost() {
      return results.reduce((sum, { cost = 0 }) => sum + cost, 0);
    },
    get fatal() {
      return fatal;
    },
    take: (id) => void tried.add(id),
    begin(id, agent) {
      tried.add(id);
      begun.add(id);
      started++;
      if (agent !== undefined) agents.set(agent, (agents.get(agent) ?? 0) + 1);
    },
    end(id, driven) {
      if ("result" in driven) {
        results.push(driven.result);
        if (!isDone(driven.result)) failed.add(id);
        return;
      }
      const { refused } = driven;
      if (begun.delete(id)) started--;
      if (isFatal(refused)) fatal ??= refused;
      // Nothing is wrong with the spec: it waits for another day.
      if (refused.code === "STATE_LIMIT_REACHED") return void tried.delete(id);
      if (isFailure(refused)) failed.add(id);
      skipped.push({ spec_id: id, reason: refused.code, message: refused.message });
    },
    note(result) {
      tried.add(result.spec_id);
      results.push(result);
    },
  };
}

/** What refuses one spec refuses every other one too. */
function isFatal({ code }: ChantError): boolean {
  return fatalCodes.has(code) || code.startsWith("IO_");
}

const fatalCodes: ReadonlySet<string> = new Set([
  ...["CONFIG_UNTRUSTED", "EXEC_AGENT_MISSING", "PLATFORM_UNSUPPORTED", "STATE_LIMIT_REACHED", "STATE_CHECKOUT_DIRTY"],
  ...["GIT_NOT_REPOSITORY", "GIT_NOT_INSTALLED", "GIT_TOO_OLD", "GIT_NO_COMMIT", "GIT_DETACHED", "GIT_IDENTITY"],
]);

/** A spec that is not fit to be worked, or not now, is left out; anything else went wrong. */
function isFailure({ code }: ChantError): boolean {
  return !/^(?:STATE|DEP|LINT|PARSE|CONFIG_PROMPT)_/.test(code);
}
