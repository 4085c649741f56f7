import { color } from "./color.ts";

/** Writes to standard output; somebody who has closed it (`| head`) wants no more, which is no failure. */
export function print(text: string): Promise<void> {
  return write(process.stdout, text);
}

/** Writes to standard error. */
export function printError(text: string): Promise<void> {
  return write(process.stderr, text);
}

/** Writes a warning to standard error. */
export function warn(message: string): Promise<void> {
  return printError(`${color.yellow("⚠")} ${message}\n`);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.once("error", ignore);
    stream.write(text, () => {
      stream.off("error", ignore);
      resolve();
    });
  });
}

function ignore(): void {
  // Nobody reads any more.
}
