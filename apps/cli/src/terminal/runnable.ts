/** A hint as somebody can type it who runs chant through npx: plain `npx chant` is another package. */
export function runnable(hint: string): string {
  const throughNpx = process.env["npm_command"] === "exec";
  return throughNpx ? hint.replace(/^chant /, "npx @chant/cli ") : hint;
}
