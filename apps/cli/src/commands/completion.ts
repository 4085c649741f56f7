import { ChantError } from "@chant/core/errors";
import { operationNames } from "@chant/operations";
import { print } from "../terminal/print.ts";
import { builtInNames } from "./names.ts";

type Shell = "bash" | "zsh" | "fish";

const scripts: Readonly<Record<Shell, (words: string) => string>> = {
  bash: (words) =>
    `_chant() { COMPREPLY=($(compgen -W "${words}" -- "\${COMP_WORDS[COMP_CWORD]}")); }\ncomplete -F _chant chant\n`,
  zsh: (words) => `#compdef chant\n_chant() { compadd ${words} }\ncompdef _chant chant\n`,
  fish: (words) => `complete -c chant -f -n __fish_use_subcommand -a "${words}"\n`,
};

/** Prints the completion script of a shell. Throws INPUT_INVALID. */
export async function completion(args: readonly string[]): Promise<number> {
  const shell = args.find((arg) => !arg.startsWith("-")) ?? "";
  const script = Object.hasOwn(scripts, shell) ? scripts[shell as Shell] : undefined;
  if (script === undefined && !args.includes("--help") && !args.includes("-h")) throw unknownShell(shell);
  const words = [...new Set([...operationNames, ...builtInNames].map((name) => name.split(" ")[0]))].join(" ");
  await print(script === undefined ? usage : script(words));
  return 0;
}

const usage = "Usage: chant completion <bash|zsh|fish>\n\nPrint a completion script for a shell.\n";

function unknownShell(shell: string): ChantError {
  const message =
    shell === "" ? "completion needs a shell: bash, zsh or fish." : `There is no completion for "${shell}".`;
  return new ChantError(shell === "" ? "INPUT_MISSING" : "INPUT_INVALID", message, { fix: "chant completion bash" });
}
