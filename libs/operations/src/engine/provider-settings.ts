import { parseFrontmatterData } from "@chant/core";
import type { ProviderSettings } from "@chant/providers";
import type { Project } from "../kernel/project.ts";

/** What adapters need to know of a project. */
export function providerSettings(project: Project): ProviderSettings {
  const { command } = project.config.agent;
  return {
    plugin_dir: project.paths.providers,
    root: project.root,
    parseFrontmatter: (text) => parseFrontmatterData(text).data,
    ...(command === undefined ? {} : { command }),
  };
}
