import { expect, test } from "vitest";
import { agentEnvironment } from "./environment.ts";

const pass = (base: Record<string, string | undefined>, change: { env?: string[]; allow?: string[] } = {}) =>
  agentEnvironment({ base, provider: { env: change.env ?? [] }, allow: change.allow ?? [], set: {} });

const all = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `value of ${name}`]));

const everyday = all(
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_TIME", "TERM", "TZ", "TMPDIR"],
  ...["XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_AUTHOR_NAME", "GIT_SSH_COMMAND", "GIT_CONFIG_GLOBAL"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"],
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"],
);

test("what every program needs passes", () => {
  expect(pass(everyday)).toEqual(everyday);
});

test("V5: the secrets and settings of others stay out", () => {
  const foreign = all(
    ...["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "NPM_TOKEN", "DATABASE_URL", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"],
    ...["LD_PRELOAD", "NODE_OPTIONS", "npm_config_registry", "EDITOR", "PATHEXT", "HOMEPAGE", "path", "MY_GIT_DIR"],
  );
  expect(pass({ ...foreign, PATH: "/bin" })).toEqual({ PATH: "/bin" });
});

test("variables that point git elsewhere stay out", () => {
  const pointers = all(
    ...["GIT_DIR", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_NAMESPACE"],
    ...["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"],
  );
  expect(pass(pointers)).toEqual({});
  expect(pass(pointers, { env: ["GIT_", "GIT_DIR"] })).toEqual({});
});

test("a provider's own names and prefixes pass", () => {
  const base = all("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "IS_SANDBOX", "IS_SANDBOX_2", "CLAUDE", "CLAUDE_X");
  expect(pass(base, { env: ["ANTHROPIC_", "CLAUDE_", "IS_SANDBOX"] })).toEqual(
    all("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "IS_SANDBOX", "CLAUDE_X"),
  );
});

test("what the config names passes, whatever it is", () => {
  const base = all("DATABASE_URL", "MY_A", "MY_B", "GIT_DIR", "OTHER");
  expect(pass(base, { allow: ["DATABASE_URL", "MY_", "GIT_DIR"] })).toEqual(
    all("DATABASE_URL", "MY_A", "MY_B", "GIT_DIR"),
  );
});

test("what is set for the run counts most, and an unset variable is none", () => {
  const base = { PATH: "/bin", HOME: undefined, LANG: "" };
  const set = { PATH: "/own/bin", CHANT_SPEC_ID: "a-1" };
  const environment = agentEnvironment({ base, provider: { env: [] }, allow: [], set });
  expect(environment).toEqual({ PATH: "/own/bin", LANG: "", CHANT_SPEC_ID: "a-1" });
  expect(Object.keys(environment)).not.toContain("HOME");
});
