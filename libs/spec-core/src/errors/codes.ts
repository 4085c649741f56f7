/**
 * Every error code a user can meet, with its meaning. A code is `AREA_CONDITION` and permanent: it may get a better
 * sentence, never another sense. The area alone decides the exit code (`exitCodes`).
 */
export const codes = {
  INPUT_INVALID: "A flag, argument or field has a value that is not accepted.",
  INPUT_MISSING: "A required argument or field was not given.",
  INPUT_UNKNOWN_COMMAND: "There is no command of that name.",
  INPUT_UNAVAILABLE: "The flag or command is known but this version does not have it yet.",
  INPUT_SPEC_NOT_FOUND: "No spec has that id.",
  INPUT_SPEC_AMBIGUOUS: "The id fits several specs.",
  INPUT_CONFIRMATION: "The operation destroys something and nobody confirmed it.",
  PARSE_INVALID_YAML: "The frontmatter of a file is not valid YAML.",
  PARSE_INVALID_VALUE: "A frontmatter field has a value that is not accepted.",
  PARSE_FRONTMATTER: "A file has no frontmatter, or the frontmatter is not closed.",
  PARSE_CONFLICT_MARKERS: "A file has unresolved conflict markers.",
  PARSE_EDIT: "An edit names a field, section or criterion that the document cannot hold.",
  CONFIG_NO_PROJECT: "There is no .chant folder here or in a folder above.",
  CONFIG_INVALID: "A config file cannot be read or has a wrong value.",
  CONFIG_UNTRUSTED: "The config runs commands and this repository was not trusted on this machine.",
  CONFIG_PROMPT_NOT_FOUND: "A prompt, or a prompt that it extends or includes, does not exist.",
  CONFIG_PROVIDER_UNKNOWN: "The provider named by flag, spec or config does not exist.",
  CONFIG_REPO_UNKNOWN: "No repository of that name is configured.",
  CONFIG_REPO_MISSING: "A repository is not where the config says, or has no specs.",
  STATE_LOCKED: "Another process is working on the spec.",
  STATE_BLOCKED: "The spec waits for other specs.",
  STATE_HAS_MEMBERS: "The spec is a driver whose members carry the work.",
  STATE_NEEDS_APPROVAL: "The spec needs an approval that it does not have.",
  STATE_FOR_PEOPLE: "An agent at work on a spec asked for what people decide.",
  STATE_ALREADY_COMPLETE: "The spec is completed.",
  STATE_TRANSITION: "The status of the spec does not allow the step.",
  STATE_NO_RUN: "The spec has no run to continue, settle or merge.",
  STATE_RUN_UNFINISHED: "An earlier run of the spec died and was not recovered.",
  STATE_LIMIT_REACHED: "The runs or the money that the config allows for a day are used up.",
  STATE_CHECKOUT_DIRTY: "The checkout has uncommitted changes that an agent working in it would mix with its own.",
  STATE_WATCHED: "Another process watches the runs of the repository.",
  STATE_NOT_WATCHED: "Nobody watches the runs of the repository.",
  DEP_CYCLE: "Specs depend on each other in a circle.",
  LOCK_TIMEOUT: "The repository lock was not free in time.",
  EXEC_AGENT_MISSING: "The agent's program is not installed.",
  EXEC_PAUSED: "The run was paused before the agent ended.",
  EXEC_SETUP_FAILED: "A worktree setup command failed.",
  HOOK_FAILED: "A before_work hook failed or took too long, so the run was not started.",
  GIT_NOT_REPOSITORY: "The folder is not in a git repository.",
  GIT_NOT_INSTALLED: "There is no git program on PATH.",
  GIT_TOO_OLD: "The installed git is older than 2.38.",
  GIT_NO_COMMIT: "The repository has no commit yet.",
  GIT_DETACHED: "HEAD is detached and no target branch is configured.",
  GIT_IDENTITY: "Git does not know who commits.",
  GIT_BRANCH_EXISTS: "A branch of the spec's name exists and holds commits of somebody else.",
  GIT_REF_INVALID: "A name is no branch of the repository, or cannot be one.",
  GIT_REF_MOVED: "A branch was moved by somebody else meanwhile.",
  GIT_UNMERGED_PATH: "A file is in the middle of a merge in the checkout.",
  GIT_LOCKED: "The checkout's index or a branch is locked by another git, or by one that died.",
  GIT_REMOTE: "A remote cannot be reached, or refuses what is pushed.",
  GIT_FAILED: "A git command failed.",
  MERGE_CONFLICT: "Both branches changed the same place, and it cannot be decided which is right.",
  MERGE_CHECKOUT_DIRTY: "The merge would overwrite uncommitted edits in the checkout.",
  LINT_FAILED: "The spec has lint errors.",
  IO_DISK_FULL: "There is no space left on the device.",
  IO_READ_ONLY: "A file or folder cannot be written.",
  IO_FAILED: "A file could not be read or written.",
  PLATFORM_UNSUPPORTED: "This operation does not run on this operating system.",
} as const;

export type ErrorCode = keyof typeof codes;

/** Exit codes by area. Anything that is not a ChantError is a bug and exits 1; an interrupt exits 130. */
const exitCodes: Readonly<Record<string, number>> = {
  INPUT: 2,
  PARSE: 2,
  CONFIG: 2,
  STATE: 3,
  DEP: 3,
  LOCK: 3,
  EXEC: 4,
  HOOK: 4,
  GIT: 5,
  MERGE: 5,
  LINT: 10,
  IO: 1,
  PLATFORM: 1,
};

/** The process exit code of an error code, from its area. */
export function exitCodeOf(code: ErrorCode): number {
  return exitCodes[code.slice(0, code.indexOf("_"))] ?? 1;
}
