/** The `.chant` folder of a spec's project in the repository, with its slash. */
export function chantFolder(specPath: string): string {
  return specPath.slice(0, specPath.lastIndexOf(".chant/specs/") + ".chant/".length);
}

/** The folder of specs in the repository, with its slash. */
export function specFolder(specPath: string): string {
  return `${chantFolder(specPath)}specs/`;
}
