import { toStatus, type Outcome } from "./merge-status.ts";
import type { Fields } from "./read-fields.ts";

const times = ["started_at", "failed_at", "completed_at", "last_verified", "replayed_at"];

/** What a frontmatter says about the outcome of its spec; without a status it is pending. */
export function outcomeOf({ fields }: Fields): Outcome {
  const values = new Map(fields.map((field) => [field.name, field.value]));
  const waivers = values.get("waivers");
  return {
    status: values.has("status") ? toStatus(values.get("status")) : "pending",
    times: times.map((name) => values.get(name)).filter((value) => typeof value === "string"),
    waived: Array.isArray(waivers) && waivers.some((waiver: { gate?: unknown }) => waiver.gate === "criteria"),
  };
}
