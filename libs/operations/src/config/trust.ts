import * as z from "zod";
import { defineOperation } from "../kernel/operation.ts";
import { commandsInConfig, trustProject } from "../engine/run/trust.ts";

/** Trusts the commands in this repository's config on this machine. */
export const configTrust = defineOperation({
  name: "config trust",
  summary: "Trust the commands that this repository's config runs, on this machine",
  effect: "write",
  // An agent must not trust what a repository asks it to run.
  surfaces: ["cli"],
  input: z.object({}),
  output: z.object({ root: z.string(), commands: z.array(z.string()) }),
  async run(_input, context) {
    const project = await context.project();
    const { agent, defaults } = project.config;
    await trustProject(await project.stateDir());
    return { root: project.root, commands: commandsInConfig(project, agent.provider ?? defaults.provider) };
  },
});
