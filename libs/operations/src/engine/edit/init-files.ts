import { setConfigKey } from "@chant/core";

export interface InitSettings {
  readonly name: string;
  readonly silent: boolean;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly command?: string | undefined;
}

/** What chant writes at run time and nobody wants in git. */
export const gitignore = `# What chant writes while it runs
.locks/
.store/
logs/
processes/
tmp/
HANDOFF.md
agents.md
site/dist/
.worktrees/
# What a killed process was just writing
*.md.[0-9][0-9][0-9][0-9][0-9][0-9]*
`;

const template = `---
project:
  name: project
defaults:
  prompt: standard
  provider: claude
agent:
  # full: the agent may run any command in its worktree; edits: it may only edit files (and cannot commit)
  permission: full
---

# chant

Specs are in \`specs/\`, prompts in \`prompts/\`. \`chant config\` shows every setting with its value.
`;

/** The config of a new project. Values go through the YAML serializer. */
export function newConfig({ name, silent, provider, model, command }: InitSettings): string {
  const wanted: readonly (readonly [readonly string[], string | boolean | undefined])[] = [
    [["project", "name"], name],
    [["project", "silent"], silent || undefined],
    [["defaults", "provider"], provider],
    [["defaults", "model"], model],
    [["agent", "command"], command],
  ];
  const set = wanted.filter(([, value]) => value !== undefined);
  return set.reduce((text, [path, value]) => setConfigKey(text, path, value as string | boolean), template);
}
