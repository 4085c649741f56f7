import { readFile } from "node:fs/promises";
import { intents, phases } from "./run-phase.ts";
import type { RunRecord } from "./run-record.ts";

/** Why a file is no record, in words that follow "cannot be read:". */
export interface Unreadable {
  readonly unreadable: string;
}

/** Reads a record; undefined where there is none. What a disk or somebody made of it is told, never thrown. */
export async function readRecord(path: string): Promise<RunRecord | Unreadable | undefined> {
  try {
    return parseRecord(await readFile(path, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? undefined : { unreadable: message };
  }
}

/** Whether it is no record. */
export function isUnreadable(read: RunRecord | Unreadable): read is Unreadable {
  return "unreadable" in read;
}

function parseRecord(text: string): RunRecord | Unreadable {
  if (text.trim() === "") return { unreadable: "it is empty" };
  const value = parseJson(text);
  if (!isObject(value)) return { unreadable: "it is not JSON, or not all of it" };
  const wrong = Object.entries(required).find(([field, isRight]) => !isRight(value[field]));
  if (wrong !== undefined) return { unreadable: `its ${wrong[0]} is missing or wrong` };
  return value as unknown as RunRecord;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

type Check = (value: unknown) => boolean;

/** The fields that everything which reads a record relies on. */
const required: Readonly<Partial<Record<keyof RunRecord, Check>>> = {
  process_id: isText,
  spec_id: isText,
  attempt: Number.isSafeInteger,
  phase: isOneOf(phases),
  intent: isOneOf(intents),
  spec_path: isText,
  target: isText,
  branch: isText,
  provider: isText,
  prompt: isText,
  started_at: isText,
  supervisor: isObject,
  options: isObject,
  commits: Array.isArray,
};

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOneOf(allowed: readonly unknown[]): Check {
  return (value) => allowed.includes(value);
}
