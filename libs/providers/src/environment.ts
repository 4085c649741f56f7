import type { Environment, Provider } from "./provider.ts";

const allowed: readonly string[] = [
  ...[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LC_",
    "TERM",
    "TZ",
    "TMPDIR",
    "XDG_",
    "SSH_AUTH_SOCK",
    "GIT_",
  ],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"],
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"],
];

/** These would point the agent's git at another repository, index or folder than the one it stands in. */
const never: ReadonlySet<string> = new Set([
  ...["GIT_DIR", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_NAMESPACE"],
  ...["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"],
]);

export interface EnvironmentRequest {
  readonly base: Environment;
  readonly provider: Pick<Provider, "env">;
  /** Names that the config lets through as well. */
  readonly allow: readonly string[];
  /** What is set for this run. */
  readonly set: Readonly<Record<string, string>>;
}

/**
 * The whole environment of an agent: by allow-list, so that secrets of other services stay out. A name ending in `_` is
 * a prefix. What the config or the run names always passes.
 */
export function agentEnvironment({ base, provider, allow, set }: EnvironmentRequest): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value === undefined) continue;
    const passes =
      matches(name, allow) || (!never.has(name) && (matches(name, allowed) || matches(name, provider.env)));
    if (passes) environment[name] = value;
  }
  return { ...environment, ...set };
}

function matches(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => (pattern.endsWith("_") ? name.startsWith(pattern) : name === pattern));
}
