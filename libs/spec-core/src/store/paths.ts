import { join } from "node:path";

/** Where everything of a project lies. */
export interface ChantPaths {
  /** The folder that holds `.chant`. */
  readonly root: string;
  /** `.chant` itself. */
  readonly dir: string;
  readonly config: string;
  readonly agents: string;
  readonly gitignore: string;
  readonly specs: string;
  readonly archive: string;
  readonly prompts: string;
  readonly templates: string;
  readonly providers: string;
  readonly locks: string;
  readonly processes: string;
  /** Derived files, which can be deleted at any time. */
  readonly store: string;
  readonly logs: string;
}

/** The paths below a project's root. */
export function chantPaths(root: string): ChantPaths {
  const dir = join(root, ".chant");
  return {
    root,
    dir,
    config: join(dir, "config.md"),
    agents: join(dir, "agents.md"),
    gitignore: join(dir, ".gitignore"),
    specs: join(dir, "specs"),
    archive: join(dir, "archive"),
    prompts: join(dir, "prompts"),
    templates: join(dir, "templates"),
    providers: join(dir, "providers"),
    locks: join(dir, ".locks"),
    processes: join(dir, "processes"),
    store: join(dir, ".store"),
    logs: join(dir, "logs"),
  };
}
