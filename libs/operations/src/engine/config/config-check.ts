import { readFile, stat } from "node:fs/promises";
import { parseConfig, type Finding } from "@chant/core";
import { patternFindings } from "@chant/core/derive";
import { isChantError } from "@chant/core/errors";
import { listTemplates } from "@chant/core/store";
import { createProvider } from "@chant/providers";
import * as z from "zod";
import type { Context } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";
import { configFiles, type Project } from "../../kernel/project.ts";
import { loadPrompt } from "../run/agent-prompt.ts";
import { providerSettings } from "../run/provider-settings.ts";
import { configuredRepos } from "../specs/repos.ts";
import { withoutUndefined } from "../run/run-result.ts";
import { defaultTemplate, templateFolders } from "../edit/templates.ts";
import { commandsInConfig, isTrusted } from "../run/trust.ts";

/** Something to say about the config. */
export const configFinding = z.object({
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  file: z.string().optional(),
  line: z.number().optional(),
  suggestion: z.string().optional(),
});

export type ConfigFinding = z.output<typeof configFinding>;

/** Something that the config names and that was looked for. */
export const configCheck = z.object({
  group: z.enum(["agents", "prompts", "repos", "templates"]),
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
});

export type ConfigCheck = z.output<typeof configCheck>;

/** What is wrong with the texts of the files that make the config, with their places. */
export async function checkFiles({ paths }: Place, { env }: Context): Promise<ConfigFinding[]> {
  const found = await Promise.all(configFiles(paths, env).map(async ({ layer, file }) => checkFile(file, layer)));
  return found.flat();
}

async function checkFile(file: string, layer: string): Promise<ConfigFinding[]> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) {
    const missing = { severity: "warning", message: `There is no ${file}; every key has its default.` } as const;
    return layer === "project" ? [missing] : [];
  }
  const findings = [...parseConfig(text, { file }).findings, ...patternFindings(text, { file })];
  return findings.map((finding) => toFinding(file, finding));
}

function toFinding(file: string, { severity, message, place, suggestion }: Finding): ConfigFinding {
  return withoutUndefined({ severity, message, file, line: place?.line, suggestion });
}

/** Looks for every program, prompt, repository and template that the config names. */
export async function checkReferences(project: Project, context: Context): Promise<ConfigCheck[]> {
  const parts = [
    checkAgents(project, context),
    checkPrompts(project),
    checkRepos(context),
    checkTemplates(project, context),
  ];
  return (await Promise.all(parts)).flat();
}

/** A reference that leads nowhere is an error; what else there is to say beside them. */
export async function adviceOn(project: Project, checks: readonly ConfigCheck[]): Promise<ConfigFinding[]> {
  const { agent, defaults } = project.config;
  const broken = checks.filter(({ ok }) => !ok).map(({ detail }) => ({ severity: "error", message: detail }) as const);
  const commands = commandsInConfig(project, agent.provider ?? defaults.provider);
  const trusted = commands.length === 0 || (await isTrusted(await project.stateDir()));
  const untrusted = {
    severity: "warning",
    message: `Nobody on this machine has trusted these commands: ${commands.join("; ")}.`,
    suggestion: "chant config trust",
  } as const;
  const model = { severity: "info", message: "defaults.model is not set: the agent's own default is used." } as const;
  return [...broken, ...(trusted ? [] : [untrusted]), ...(defaults.model === undefined ? [model] : [])];
}

/** How many agents there are, and how many specs they can work at once. */
export function capacityOf({ config }: Project): { agents: number; total: number } {
  const { agents } = config.parallel;
  if (agents.length === 0) return { agents: 1, total: 2 };
  return { agents: agents.length, total: agents.reduce((sum, { max_concurrent }) => sum + max_concurrent, 0) };
}

async function checkAgents(project: Project, context: Context): Promise<ConfigCheck[]> {
  const { agent, defaults, parallel } = project.config;
  const provider = agent.provider ?? defaults.provider;
  const own = await checkAgent({ project, context }, { name: provider, provider, command: undefined });
  const others = parallel.agents.map(({ name, command }) =>
    checkAgent({ project, context }, { name, provider: command === undefined ? provider : "command", command }),
  );
  return [own, ...(await Promise.all(others))];
}

interface Where {
  readonly project: Project;
  readonly context: Context;
}

interface NamedAgent {
  readonly name: string;
  readonly provider: string;
  /** Program and arguments in place of the provider's own. */
  readonly command: string | undefined;
}

async function checkAgent({ project, context }: Where, { name, provider, command }: NamedAgent): Promise<ConfigCheck> {
  const settings = { ...providerSettings(project), ...(command === undefined ? {} : { command }) };
  try {
    const { available, program, path } = await (await createProvider(provider, settings)).probe(context.env);
    const missing = `The agent's program ${program} is not on PATH or cannot be run.`;
    return { group: "agents", name, ok: available, detail: available ? `${program} (${path ?? "found"})` : missing };
  } catch (error) {
    if (!isChantError(error)) throw error;
    return { group: "agents", name, ok: false, detail: error.message };
  }
}

async function checkPrompts(project: Project): Promise<ConfigCheck[]> {
  const { defaults, parallel } = project.config;
  const cleanup = parallel.agents.length > 0 && parallel.cleanup.enabled && parallel.cleanup.auto_run;
  const names = [defaults.prompt, ...(cleanup ? [parallel.cleanup.prompt] : [])];
  return Promise.all(names.map((name) => check({ group: "prompts", name, found: "found" }, loadPrompt(project, name))));
}

async function checkRepos(context: Context): Promise<ConfigCheck[]> {
  const repos = await configuredRepos(context);
  return Promise.all(
    repos.map(async ({ name, path }) => {
      const ok = (await stat(`${path}/.chant/specs`).catch(() => undefined))?.isDirectory() ?? false;
      return {
        group: "repos" as const,
        name,
        ok,
        detail: ok ? path : `repos: ${name} is ${path}, which holds no .chant/specs.`,
      };
    }),
  );
}

async function checkTemplates(project: Project, context: Context): Promise<ConfigCheck[]> {
  const folders = templateFolders(project, context);
  const { spec: configured } = project.config.templates;
  const { templates, findings } = await listTemplates(folders);
  const found = templates.map(
    ({ template, file }) => ({ group: "templates", name: template.name, ok: true, detail: file }) as const,
  );
  const broken = findings.map(({ message }) => ({ group: "templates", name: "", ok: false, detail: message }) as const);
  const chosen = { group: "templates", name: configured ?? "", found: "found" } as const;
  const default_ = configured === undefined ? [] : [await check(chosen, defaultTemplate(project, context))];
  return [...default_, ...found, ...broken];
}

interface Sought extends Pick<ConfigCheck, "group" | "name"> {
  readonly found: string;
}

async function check({ group, name, found }: Sought, work: Promise<unknown>): Promise<ConfigCheck> {
  try {
    await work;
    return { group, name, ok: true, detail: found };
  } catch (error) {
    if (!isChantError(error)) throw error;
    return { group, name, ok: false, detail: error.message };
  }
}
