/** Standard output carries the protocol only: whatever prints otherwise goes to standard error. */
export function guardStdout(): void {
  const toStderr = (...words: unknown[]) => void process.stderr.write(`${words.map(String).join(" ")}\n`);
  for (const name of ["log", "info", "debug", "warn", "error", "trace"] as const) globalThis.console[name] = toStderr;
}
