import { ChantError } from "@chant/core/errors";
import { isKnownAuthor, readConfigValue, readIdentity, type Repository } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { findRepository } from "../edit/spec-file.ts";

/** Who decides, as far as anybody can know. */
export interface Decider {
  readonly by: string;
  /** Whom git knows, where `by` is somebody else. */
  readonly identity?: string;
  /** The key that chant's commits are signed with, where they are. */
  readonly signer?: string;
  /** What the decision came through, where that was no command line. */
  readonly via?: string;
  readonly notices: readonly string[];
}

/**
 * Who approves or rejects: whoever is named, else whom git knows. Throws STATE_FOR_PEOPLE in the session of an agent that works
 * on a spec, INPUT_INVALID, INPUT_MISSING, GIT_IDENTITY.
 */
export async function findDecider(
  { project, context }: { readonly project: Project; readonly context: Context },
  named: string | undefined,
): Promise<Decider> {
  requirePerson(context);
  const name = named === undefined ? undefined : requireName(named);
  const repository = await findRepository(project);
  const via = context.surface === "mcp" ? { via: "mcp" } : {};
  if (repository === undefined) return { by: name ?? nobody(), ...via, notices: [] };
  const identity = await readIdentity(repository);
  const full = `${identity.name} <${identity.email}>`;
  const by = name ?? identity.name;
  const own = [identity.name, identity.email, full].some((one) => one.toLowerCase() === by.toLowerCase());
  const known = own || (await isKnownAuthor(repository, by));
  return {
    by,
    ...(own ? {} : { identity: full }),
    ...(repository.sign ? { signer: await findSigner(repository, full) } : {}),
    ...via,
    notices: known ? [] : [`Nobody named ${by} has committed here.`],
  };
}

/** What an agent at work does in its own name is not what a person decided. */
function requirePerson({ env }: Context): void {
  const at = env["CHANT_SPEC_ID"];
  if (at === undefined) return;
  const message = `An agent that works on ${at} cannot approve or reject; that is for people.`;
  throw new ChantError("STATE_FOR_PEOPLE", message, { fix: `chant show ${at}`, details: { spec_id: at } });
}

const longest = 100;

/** It stands between asterisks, on one line. */
function requireName(named: string): string {
  const name = named.trim();
  if (name !== "" && name.length <= longest && !/[*\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name)) return name;
  const shown = JSON.stringify(named.slice(0, longest));
  const message = `--by cannot be ${shown}: a name of up to ${longest} characters without asterisks is expected.`;
  throw new ChantError("INPUT_INVALID", message, { fix: "chant approve --help" });
}

function nobody(): never {
  const message = "There is no git repository here that knows who you are: --by is needed.";
  throw new ChantError("INPUT_MISSING", message, { fix: "chant approve --help" });
}

/** A key that is a file of this machine names nobody elsewhere. */
async function findSigner(repository: Repository, identity: string): Promise<string> {
  const key = await readConfigValue(repository, "user.signingkey");
  return key === undefined || key === "" || /^[~/.]|\.pub$/.test(key) ? identity : key;
}
