import pico from "picocolors";

/** Colours on a terminal that wants them, plain text elsewhere. */
export const color = pico.createColors(isWanted(process.stdout));

/** The same for what goes to standard error. */
export const errorColor = pico.createColors(isWanted(process.stderr));

function isWanted({ isTTY }: NodeJS.WriteStream): boolean {
  const { NO_COLOR, TERM } = process.env;
  return isTTY === true && NO_COLOR === undefined && TERM !== "dumb" && !process.argv.includes("--no-color");
}
