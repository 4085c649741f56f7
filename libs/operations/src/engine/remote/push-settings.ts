import type { Remote } from "@chant/git";
import type { Project } from "../../kernel/project.ts";

/** The remote that is kept in step with this repository; undefined where the config names none, and none is touched. */
export function pushSettings({ config }: Pick<Project, "config">): Remote | undefined {
  const { push } = config.git;
  return push && { remote: push.remote, timeout_ms: push.timeout_s * 1000 };
}
