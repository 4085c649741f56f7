import pico from "picocolors";

const wanted =
  process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined && !process.argv.includes("--no-color");

/** Colours on a terminal that wants them, plain text elsewhere. */
export const color = pico.createColors(wanted);
