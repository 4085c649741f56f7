import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { appendDurably } from "@chant/core/store";
import { missingLines } from "./driver-state.ts";

export function attributesFile(root: string): string {
  return join(root, ".gitattributes");
}

/** Adds what `.gitattributes` lacks at its end, and tells whether that was anything, and whether the file is new. */
export async function writeAttributes(root: string): Promise<"created" | "updated" | "unchanged"> {
  const missing = await missingLines(root);
  if (missing.length === 0) return "unchanged";
  const file = attributesFile(root);
  const text = await readFile(file, "utf8").catch(ignoreMissing);
  const eol = text?.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === undefined || text === "" || text.endsWith("\n") ? "" : eol;
  await appendDurably(file, `${gap}${missing.map((line) => `${line}${eol}`).join("")}`);
  return text === undefined ? "created" : "updated";
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
