import { errorColor } from "./color.ts";

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
  return printError(`${errorColor.yellow("⚠")} ${message}\n`);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  // The error comes after the write's own answer, so the listener stays. Others, such as a thread's, do not.
  if (!stream.listeners("error").includes(ignore)) stream.on("error", ignore);
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}

function ignore(): void {
  // Nobody reads any more.
}
