import { basename } from "node:path";

const ending = /\.md(?:\.gz)?$/;

/** The id that a spec's file is named by, also a compressed one's; undefined for a file of another kind. */
export function specFileId(path: string): string | undefined {
  return ending.test(path) ? basename(path).replace(ending, "") : undefined;
}
