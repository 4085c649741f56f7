import { access } from "node:fs/promises";
import { isChantError, type ChantError } from "@chant/core/errors";
import { createProvider } from "@chant/providers";
import { parseConfig } from "@chant/core";
import * as z from "zod";
import { readFile } from "node:fs/promises";
import { loadPrompt } from "./engine/agent-prompt.ts";
import { providerSettings } from "./engine/provider-settings.ts";
import { isTrusted, commandsInConfig } from "./engine/trust.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Context } from "./kernel/context.ts";
import type { Project } from "./kernel/project.ts";

const finding = z.object({
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  line: z.number().optional(),
  suggestion: z.string().optional(),
});

type ConfigFinding = z.output<typeof finding>;

/** Shows the config in force, or checks it. */
export const config = defineOperation({
  name: "config",
  summary: "Show the config in force, or check it",
  effect: "read",
  input: z.object({
    validate: z.boolean().default(false).describe("Check values, prompt and agent; exit 1 on errors"),
  }),
  output: z.object({
    path: z.string(),
    trusted: z.boolean().describe("Whether commands in the config may run on this machine"),
    config: z.record(z.string(), z.unknown()),
    findings: z.array(finding),
  }),
  exitCode: ({ findings }) => (findings.some((one) => one.severity === "error") ? 1 : 0),
  async run({ validate }, context) {
    const project = await context.project().catch((error: unknown) => requireInvalid(error));
    if (isChantError(project)) {
      if (!validate) throw project;
      return describeInvalid(project);
    }
    const findings = validate ? await check(project, context) : [];
    return {
      path: project.paths.config,
      trusted: await isTrusted(await project.stateDir()),
      config: { ...project.config },
      findings,
    };
  },
});

function requireInvalid(error: unknown): ChantError {
  if (isChantError(error) && error.code === "CONFIG_INVALID") return error;
  throw error;
}

/** A config with a wrong value cannot be loaded, so everything that is wrong in its file is told. */
async function describeInvalid({ details }: ChantError) {
  const path = String(details["file"]);
  return { path, trusted: false, config: {}, findings: await readFindings(path) };
}

async function check(project: Project, context: Context): Promise<ConfigFinding[]> {
  const { defaults, agent } = project.config;
  const provider = agent.provider ?? defaults.provider;
  const parts = [
    readFindings(project.paths.config),
    checkPrompt(project),
    checkAgent(project, context, provider),
    checkTrust(project, provider),
  ];
  const findings = (await Promise.all(parts)).flat();
  if (defaults.model !== undefined) return findings;
  return [...findings, { severity: "info", message: "defaults.model is not set: the agent's own default is used." }];
}

async function readFindings(path: string): Promise<ConfigFinding[]> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return [{ severity: "warning", message: `There is no ${path}; every key has its default.` }];
  return parseConfig(text, { file: path }).findings.map(({ severity, message, place, suggestion }) => ({
    severity,
    message,
    ...(place === undefined ? {} : { line: place.line }),
    ...(suggestion === undefined ? {} : { suggestion }),
  }));
}

async function checkPrompt(project: Project): Promise<ConfigFinding[]> {
  return asFindings(loadPrompt(project, project.config.defaults.prompt));
}

async function checkAgent(project: Project, context: Context, name: string): Promise<ConfigFinding[]> {
  return asFindings(
    createProvider(name, providerSettings(project)).then(async (provider) => {
      const probe = await provider.probe(context.env);
      if (!probe.available) throw new Error(`The agent's program ${probe.program} is not on PATH or cannot be run.`);
      if (probe.path !== undefined) await access(probe.path);
    }),
  );
}

async function checkTrust(project: Project, provider: string): Promise<ConfigFinding[]> {
  const commands = commandsInConfig(project, provider);
  if (commands.length === 0 || (await isTrusted(await project.stateDir()))) return [];
  const message = `Nobody on this machine has trusted these commands: ${commands.join("; ")}.`;
  return [{ severity: "warning", message, suggestion: "chant config trust" }];
}

async function asFindings(work: Promise<unknown>): Promise<ConfigFinding[]> {
  return work.then(
    () => [],
    (error: Error) => [{ severity: "error", message: error.message }],
  );
}
