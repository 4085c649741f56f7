import type { Surface } from "./operation.ts";
import type { ProgressEvent } from "./progress.ts";
import { openPlace, type Place, type Repo } from "./place.ts";
import type { Project } from "./project.ts";
import { readSeams, type Seams } from "./seams.ts";

/** An operation's only way to the outside. */
export interface Context extends Seams {
  /** Absolute folder the user stands in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly surface: Surface;
  /** Aborted on the first interrupt: finish gracefully. */
  readonly signal: AbortSignal;
  /** Aborted on the second: what was started ends at once. */
  readonly kill: AbortSignal;
  /** Where the `.chant` around `cwd` is; for what reads specs and needs no config. Throws CONFIG_NO_PROJECT. */
  place(): Promise<Place>;
  /** The project around `cwd`, opened once. Throws CONFIG_NO_PROJECT, CONFIG_INVALID. */
  project(): Promise<Project>;
  report(event: ProgressEvent): void;
  /** Whether somebody looks at progress: what costs something to find out is found out only then. */
  readonly watched: boolean;
}

export interface ContextOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly surface: Surface;
  readonly signal?: AbortSignal;
  readonly kill?: AbortSignal;
  readonly report?: (event: ProgressEvent) => void;
  /** False where `report` is given and shows warnings only. */
  readonly watched?: boolean;
}

/** Creates the context of one operation run. */
export function createContext(options: ContextOptions): Context {
  const { cwd, env, surface, signal = never(), kill = never(), report = () => undefined } = options;
  const watched = options.watched ?? options.report !== undefined;
  let place: Promise<Place> | undefined;
  let project: Promise<Project> | undefined;
  const warn = createWarn(report);
  const findPlace = () => (place ??= openPlace(cwd).then(withRepos));
  const openHere = () => (project ??= open(findPlace(), env));
  const withRepos = (found: Place): Place => ({ ...found, warn, repos: () => findRepos(openHere, env) });
  return {
    ...readSeams(env),
    cwd,
    env,
    surface,
    signal,
    kill,
    report,
    watched,
    place: findPlace,
    project: openHere,
  };
}

/** An operation reads the specs several times. */
function createWarn(report: Context["report"]): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (!told.has(message)) report({ type: "warning", message });
    told.add(message);
  };
}

/** Config and its schema are a quarter of the code that `list` would load; it needs neither. */
async function open(found: Promise<Place>, env: Context["env"]): Promise<Project> {
  const [{ openProject }, place] = await Promise.all([import("./project.ts"), found]);
  return openProject(place, env);
}

/** Only a spec that names another repository asks for them. */
async function findRepos(project: () => Promise<Project>, env: Context["env"]): Promise<readonly Repo[]> {
  const { reposOf } = await import("./repos.ts");
  return reposOf(project, env);
}

function never(): AbortSignal {
  return new AbortController().signal;
}
