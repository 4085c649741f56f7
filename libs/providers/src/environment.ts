import type { Provider } from "./provider.ts";

const allowed: readonly string[] = [
  "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TERM", "TZ", "TMPDIR", "SSH_AUTH_SOCK",
  "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
  "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "LC_", "XDG_", "GIT_",
];

/** These would point the agent's git at somebody else's repository or index. */
const never: ReadonlySet<string> = new Set(["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR"]);

export interface EnvironmentRequest {
  readonly base: Readonly<Record<string, string | undefined>>;
  readonly provider: Pick<Provider, "env">;
  /** Names that the config lets through as well. */
  readonly allow: readonly string[];
  /** What is set for this run. */
  readonly set: Readonly<Record<string, string>>;
}

/** The environment of an agent: by allow-list, so that secrets of other services stay out. A name ending in `_` is a prefix. */
export function agentEnvironment({ base, provider, allow, set }: EnvironmentRequest): Record<string, string> {
  const patterns = [...allowed, ...provider.env, ...allow];
  const names = new Set(patterns.filter((pattern) => !pattern.endsWith("_")));
  const prefixes = patterns.filter((pattern) => pattern.endsWith("_"));
  const passes = (name: string) => !never.has(name) && (names.has(name) || prefixes.some((prefix) => name.startsWith(prefix)));
  const kept = Object.entries(base).filter(([name, value]) => value !== undefined && passes(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...set };
}
