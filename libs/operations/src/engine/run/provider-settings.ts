import { parseFrontmatterData } from "@chant/core";
import type { ProviderSettings } from "@chant/providers";
import type { Project } from "../../kernel/project.ts";

/** What adapters need to know of a project; one of its configured agents may have a program of its own. */
export function providerSettings(project: Project, program?: string): ProviderSettings {
  const { command } = project.config.agent;
  return {
    plugin_dir: project.paths.providers,
    root: project.root,
    parseFrontmatter: (text) => parseFrontmatterData(text).data,
    ...(command === undefined ? {} : { command }),
    ...(program === undefined ? {} : { program }),
  };
}
