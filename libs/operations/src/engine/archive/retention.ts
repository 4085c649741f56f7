import { parseDuration } from "@chant/core";
import type { Project } from "../../kernel/project.ts";

/** How old something has to be. */
export interface Age {
  /** As it was written. */
  readonly text: string;
  readonly before: Date;
}

/** The age at which the config says that a completed spec has been active for long enough; undefined for never. */
export function retentionOf({ config }: Project, now: Date): Age | undefined {
  const { retention } = config.lifecycle.specs;
  const length = parseDuration(retention);
  return length === undefined ? undefined : { text: retention, before: new Date(now.getTime() - length) };
}
