/** `chant <version>`, with what else was asked for below. */
export function renderVersion({
  version,
  node,
  platform,
}: {
  readonly version: string;
  readonly node?: string;
  readonly platform?: string;
}): string {
  const more = [node && `node ${node}`, platform && `platform ${platform}`].filter(Boolean);
  return `${[`chant ${version}`, ...more].join("\n")}\n`;
}
