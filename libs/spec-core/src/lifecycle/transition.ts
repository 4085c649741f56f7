import { ChantError } from "../errors/chant-error.ts";
import { setFields, type FieldEdits } from "../spec/edit.ts";
import type { Spec } from "../spec/spec.ts";
import type { Status } from "../spec/status.ts";
import { guards, type Facts, type Refusal } from "./guards.ts";
import { transitions, type Trigger } from "./transitions.ts";

export interface TransitionRequest {
  readonly id: string;
  /** Effective status. */
  readonly from: Status;
  readonly to: Status;
  readonly trigger: Trigger;
  readonly facts: Facts;
}

/**
 * Refuses a change of status that the table does not have or a guard forbids. Throws STATE_ALREADY_COMPLETE,
 * STATE_TRANSITION and the codes of the guards.
 */
export function checkTransition(request: TransitionRequest): void {
  const { id, from, to, trigger, facts } = request;
  const row = transitions.find((one) => one.trigger === trigger && one.to === to && one.from.includes(from));
  if (row === undefined) throw forbidden(request);
  for (const name of row.guards) {
    const refused: Refusal | undefined = guards[name](facts);
    if (refused === undefined) continue;
    throw new ChantError(refused.code, `${id}: ${refused.message}`, {
      fix: `${refused.fix ?? "chant show"} ${id}`,
      details: { ...refused.details },
    });
  }
}

/** The spec after a change of status, with the fields that go with it. Throws like checkTransition, and PARSE_EDIT. */
export function transition(
  spec: Spec,
  to: Status,
  change: { readonly trigger: Trigger; readonly facts: Facts; readonly from?: Status; readonly fields?: FieldEdits },
): Spec {
  const { trigger, facts, from = spec.frontmatter.status, fields = {} } = change;
  checkTransition({ id: spec.id, from, to, trigger, facts });
  return setFields(spec, { status: to, ...fields });
}

function forbidden({ id, from, to, trigger }: TransitionRequest): ChantError {
  const was = from.replace("_", " ");
  const details = { from, to, trigger };
  if (from === "completed" && trigger === "work") {
    return new ChantError("STATE_ALREADY_COMPLETE", `${id} is completed already.`, {
      fix: `chant show ${id}`,
      details,
    });
  }
  const possible = transitions.filter((row) => row.from.includes(from)).map((row) => row.trigger);
  const way = possible.length > 0 ? ` Possible: ${[...new Set(possible)].join(", ")}.` : "";
  return new ChantError("STATE_TRANSITION", `${id} is ${was}, so ${trigger} does not apply.${way}`, {
    fix: `chant show ${id}`,
    details,
  });
}
