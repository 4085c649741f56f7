import { access } from "node:fs/promises";
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
    const project = await context.project();
    const findings = validate ? await check(project, context) : [];
    return {
      path: project.paths.config,
      trusted: await isTrusted(project.stateDir),
      config: { ...project.config },
      findings,
    };
  },
});

async function check(project: Project, context: Context): Promise<ConfigFinding[]> {
  const { defaults, agent } = project.config;
  const provider = agent.provider ?? defaults.provider;
  const parts = [
    readFindings(project),
    checkPrompt(project),
    checkAgent(project, context, provider),
    checkTrust(project, provider),
  ];
  const findings = (await Promise.all(parts)).flat();
  if (defaults.model !== undefined) return findings;
  return [...findings, { severity: "info", message: "defaults.model is not set: the agent's own default is used." }];
}

async function readFindings({ paths }: Project): Promise<ConfigFinding[]> {
  const text = await readFile(paths.config, "utf8").catch(() => undefined);
  if (text === undefined)
    return [{ severity: "warning", message: `There is no ${paths.config}; every key has its default.` }];
  return parseConfig(text, { file: paths.config }).findings.map(({ severity, message, place, suggestion }) => ({
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
  if (commands.length === 0 || (await isTrusted(project.stateDir))) return [];
  const message = `Nobody on this machine has trusted these commands: ${commands.join("; ")}.`;
  return [{ severity: "warning", message, suggestion: "chant config trust" }];
}

async function asFindings(work: Promise<unknown>): Promise<ConfigFinding[]> {
  return work.then(
    () => [],
    (error: Error) => [{ severity: "error", message: error.message }],
  );
}
