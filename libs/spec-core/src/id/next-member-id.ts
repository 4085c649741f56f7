import { isMemberOf } from "./members.ts";

/**
 * The id of a driver's next member: one more than the highest number ever used. `taken` are all ids that were ever given,
 * archived ones and members of members included.
 */
export function nextMemberId(driver: string, taken: Iterable<string>): string {
  const numbers = [...taken].filter((id) => isMemberOf(id, driver)).map((id) => firstNumber(id, driver));
  const highest = numbers.reduce((max, number) => (number > max ? number : max), 0n);
  return `${driver}.${highest + 1n}`;
}

/** The number of the member itself in the id of a member of a member. */
function firstNumber(id: string, driver: string): bigint {
  return BigInt(id.slice(driver.length + 1).split(".")[0] ?? 0);
}
