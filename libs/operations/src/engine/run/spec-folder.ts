/** The folder of specs in the repository, with its slash. */
export function specFolder(specPath: string): string {
  return specPath.slice(0, specPath.lastIndexOf(".chant/specs/") + ".chant/specs/".length);
}
