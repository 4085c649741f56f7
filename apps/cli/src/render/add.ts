import { color } from "../terminal/color.ts";

interface Added {
  readonly id: string;
  readonly path: string;
  readonly notices: readonly string[];
}

/** The new id and what to do with it. */
export function renderAdd({ id, path, notices }: Added): string {
  const lines = [
    `${color.green("✓")} Added ${color.bold(id)}`,
    `  edit  ${path}`,
    `  work  chant work ${id}`,
    ...notices,
  ];
  return `${lines.join("\n")}\n`;
}
