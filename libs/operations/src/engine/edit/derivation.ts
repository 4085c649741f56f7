import { relative, sep } from "node:path";
import { setFields, type Spec } from "@chant/core";
import { deriveFields, derivedEdits, type DerivedValues, type DeriveSources } from "@chant/core/derive";
import { isChantError } from "@chant/core/errors";
import { readHead, readIdentity, type Repository } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { findRepository } from "./spec-file.ts";

export interface Derivation {
  /** The spec with what the rules say in its header; the same spec where they say nothing new. */
  readonly spec: Spec;
  readonly values: DerivedValues;
  readonly warnings: readonly string[];
}

/** Fills in fields of a spec whose file lies, or will lie, at a path. */
export type Derive = (spec: Spec, path: string) => Derivation;

/** What the project's rules make of specs; undefined where there are none. Reads branch and user once, for all of them. */
export async function openDerivation(project: Project, context: Context): Promise<Derive | undefined> {
  const { derived: rules } = project.config.enterprise;
  if (Object.keys(rules).length === 0) return undefined;
  const repository = await findRepository(project);
  const sources = await readSources(repository, context);
  const top = repository?.root ?? project.root;
  return (spec, path) => {
    const place = relative(top, path).split(sep).join("/");
    const { values, findings } = deriveFields({ spec, rules, sources: { ...sources, path: place } });
    const edits = derivedEdits(spec, values);
    return {
      spec: Object.keys(edits).length === 0 ? spec : setFields(spec, edits),
      values,
      warnings: findings.map(({ message }) => message),
    };
  };
}

async function readSources(repository: Repository | undefined, context: Context): Promise<Omit<DeriveSources, "path">> {
  if (repository === undefined) return { branch: undefined, env: context.env, git_user: {} };
  const [head, git_user] = await Promise.all([readHead(repository), readUser(repository)]);
  return { branch: head.branch, env: context.env, git_user };
}

/** Nobody in particular, where git does not know. */
async function readUser(repository: Repository): Promise<DeriveSources["git_user"]> {
  return readIdentity(repository).catch((error: unknown) => {
    if (isChantError(error) && error.code === "GIT_IDENTITY") return {};
    throw error;
  });
}
