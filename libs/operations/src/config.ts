import { isChantError, type ChantError } from "@chant/core/errors";
import * as z from "zod";
import {
  adviceOn,
  capacityOf,
  checkFiles,
  checkReferences,
  configCheck,
  configFinding,
  type ConfigFinding,
} from "./engine/config/config-check.ts";
import { configOrigin, originsOf } from "./engine/config/config-origin.ts";
import { isTrusted } from "./engine/run/trust.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Context } from "./kernel/context.ts";

/** Shows the config in force, or checks it. */
export const config = defineOperation({
  name: "config",
  summary: "Show the config in force, or check it",
  effect: "read",
  input: z.object({
    validate: z.boolean().default(false).describe("Check values, and all that they name; exit 1 on errors"),
    origin: z.boolean().default(false).describe("Show which file each setting comes from"),
  }),
  output: z.object({
    path: z.string(),
    trusted: z.boolean().describe("Whether commands in the config may run on this machine"),
    config: z.record(z.string(), z.unknown()),
    origins: z.array(configOrigin).optional(),
    checks: z.array(configCheck).optional().describe("What the config names, and whether it is there"),
    capacity: z.object({ agents: z.number(), total: z.number() }).optional(),
    findings: z.array(configFinding),
  }),
  exitCode: ({ findings }) => (findings.some((one) => one.severity === "error") ? 1 : 0),
  async run({ validate, origin }, context) {
    const project = await context.project().catch((error: unknown) => requireInvalid(error));
    if (isChantError(project)) {
      if (!validate) throw project;
      return describeInvalid(project, context);
    }
    const shown = {
      path: project.paths.config,
      trusted: await isTrusted(await project.stateDir()),
      config: { ...project.config },
      ...(origin ? { origins: await originsOf(project, context) } : {}),
    };
    if (!validate) return { ...shown, findings: [] };
    const checks = await checkReferences(project, context);
    const findings = [...(await checkFiles(project, context)), ...(await adviceOn(project, checks))];
    return { ...shown, checks, capacity: capacityOf(project), findings };
  },
});

function requireInvalid(error: unknown): ChantError {
  if (isChantError(error) && error.code === "CONFIG_INVALID") return error;
  throw error;
}

/** A config with a wrong value cannot be loaded, so everything that is wrong in its files is told. */
async function describeInvalid({ message, details }: ChantError, context: Context) {
  const place = await context.place();
  const findings: ConfigFinding[] = await checkFiles(place, context);
  const told = findings.some(({ severity }) => severity === "error");
  const unplaced = { severity: "error" as const, message };
  const path = typeof details["file"] === "string" ? details["file"] : place.paths.config;
  return { path, trusted: false, config: {}, findings: told ? findings : [unplaced, ...findings] };
}
