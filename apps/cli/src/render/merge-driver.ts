import { color } from "../terminal/color.ts";
import { runnable } from "../terminal/runnable.ts";

interface State {
  readonly ready: boolean;
  readonly attributes: readonly string[];
  readonly command: "set" | "other" | "missing";
  readonly on_path: boolean;
  readonly file?: "created" | "updated" | "unchanged";
}

const commands = {
  set: "git calls chant for specs in this clone",
  other: "git calls another command than chant's for specs in this clone",
  missing: "this clone does not say what git is to call for specs",
} as const;

/** Each thing that the driver needs, and what to do about those that are not there. */
export function renderDriverStatus({ ready, attributes, command, on_path, file }: State): string {
  const lines = [
    line(attributes.length === 0, attributes.length === 0 ? ".gitattributes names the driver" : lacking(attributes)),
    line(command === "set", commands[command]),
    line(
      on_path,
      on_path ? "there is a chant on PATH" : "no chant on PATH: git merges specs as any text, with both sides shown",
    ),
    ...(file === "created" || file === "updated" ? [`Commit .gitattributes, so that other clones have it.`] : []),
    ...(ready || file !== undefined ? [] : [`Next: ${runnable("chant merge-driver install")}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function line(good: boolean, text: string): string {
  return `${good ? color.green("✓") : color.yellow("⚠")} ${text}`;
}

function lacking(lines: readonly string[]): string {
  return `.gitattributes lacks ${lines.map((one) => `"${one}"`).join(" and ")}`;
}
