import { ChantError } from "../errors/chant-error.ts";
import { parseConfig, type ParsedConfig } from "../config/parse.ts";
import { readText } from "./read-text.ts";

/** Reads a config file; undefined when it does not exist. Throws CONFIG_INVALID with file and line. */
export async function readConfigFile(file: string): Promise<ParsedConfig | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  const parsed = parseConfig(text, { file });
  const wrong = parsed.findings.find((finding) => finding.severity === "error");
  if (wrong === undefined) return parsed;
  const place = wrong.place === undefined ? "" : `:${wrong.place.line}`;
  throw new ChantError("CONFIG_INVALID", `${file}${place}: ${wrong.message}`, {
    fix: `edit ${file}`,
    details: { file, ...wrong.place },
  });
}
