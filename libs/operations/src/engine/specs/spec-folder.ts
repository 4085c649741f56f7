import { isMemberOf, parseId, sortById } from "@chant/core";
import { listSpecFiles, type SpecFile, type SpecFiles } from "@chant/core/store";
import { readHeader, type Header } from "../../catalog/headers.ts";
import type { SpecEntry } from "./spec-entry.ts";

/** The specs below a folder, by the names of their files: a file is read when somebody asks for its spec. */
export interface SpecFolder {
  /** The specs with these ids; several with one that several files claim. */
  pick(ids: readonly string[]): SpecEntry[];
  /** Members at any depth, in the order of their ids; those that are not wanted are not read. */
  membersOf(id: string, isWanted?: (member: string) => boolean): SpecEntry[];
  /** The ids that hold a text, in their order, one for each file. */
  idsWith(text: string): string[];
}

/** Lists the names below a folder. Looking one up goes through all of them, which takes less than a map of ten thousand. */
export function openSpecFolder(
  folder: string,
  toEntry: (header: Header) => SpecEntry,
  kinds: SpecFiles = {},
): SpecFolder {
  const files = listSpecFiles(folder, kinds);
  const { read, isSpec } = createReader(toEntry);
  const inOrder = (test: (id: string) => boolean) => {
    const found = files.filter(({ id }) => test(id));
    return sortById(found, ({ id }) => id);
  };
  return {
    pick(ids) {
      const wanted = new Set(ids);
      return files.filter(({ id }) => wanted.has(id)).flatMap(read);
    },
    membersOf: (id, isWanted = () => true) =>
      inOrder((other) => isMemberOf(other, id) && isWanted(other)).flatMap(read),
    idsWith(text) {
      const found = inOrder((id) => id.includes(text)).filter(isSpec);
      return found.map(({ id }) => id);
    },
  };
}

/** Reads each file once; none is what is no spec after all. */
function createReader(toEntry: (header: Header) => SpecEntry) {
  const known = new Map<string, readonly SpecEntry[]>();
  const read = (file: SpecFile) => {
    const entries = known.get(file.path) ?? readHeader(file).map(toEntry);
    known.set(file.path, entries);
    return entries;
  };
  // A name with a date is a spec's; any other may be a note's, which its text tells, and a link may lead nowhere.
  const needsReading = ({ id, path, link }: SpecFile) => link || known.has(path) || parseId(id)?.date === undefined;
  return { read, isSpec: (file: SpecFile) => !needsReading(file) || read(file).length > 0 };
}
