interface Told {
  readonly version: string;
  readonly commit?: string;
  readonly date?: string;
  readonly config_version?: number;
  readonly node?: string;
  readonly platform?: string;
}

/** `chant <version>`, with what else was asked for below. */
export function renderVersion({ version, commit, date, config_version, node, platform }: Told): string {
  const more = [
    commit && `commit ${commit}${date === undefined ? "" : ` (${date})`}`,
    config_version && `config version ${config_version}`,
    node && `node ${node}`,
    platform && `platform ${platform}`,
  ].filter(Boolean);
  return `${[`chant ${version}`, ...more].join("\n")}\n`;
}
