import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Puts text in place of a file that is derived and never needed; gives whether that could be. Nobody reads half of it. */
export function replaceDerived(file: string, text: string): boolean {
  const temporary = `${file}.${crypto.randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { encoding: "latin1", mode: 0o600 });
    renameSync(temporary, file);
    return true;
  } catch {
    discard(temporary);
    return false;
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where there can be no file there is none to be removed.
  }
}

/** The same JSON in ASCII, which is read as fast as bytes. */
export function toAscii(json: string): string {
  return json.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
