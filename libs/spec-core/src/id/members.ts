/** The id that a member belongs to, by its last number: `x.2.1` belongs to `x.2`. Undefined for no member. */
export function parentOf(id: string): string | undefined {
  if (!id.includes(".")) return undefined;
  return /^(.+)\.\d+$/.exec(id)?.[1];
}

/** The last number of a member; undefined for no member. */
export function memberNumber(id: string): number | undefined {
  const number = /\.(\d+)$/.exec(id)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Whether an id is a member of another one, at any depth. */
export function isMemberOf(id: string, driver: string): boolean {
  return id.startsWith(`${driver}.`) && /^(?:\.\d+)+$/.test(id.slice(driver.length));
}
