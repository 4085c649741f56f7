import { readFile } from "node:fs/promises";
import { replaceOwnFile } from "@chant/core/store";
import type { Surface } from "../../kernel/operation.ts";

/** What a detached process is to do, and what came of it. The file lies beside its log. */
export interface Session {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Absolute folder that the user stood in. */
  readonly cwd: string;
  readonly surface: Surface;
  readonly started_at: string;
  readonly ended_at?: string;
  readonly exit_code?: number;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly error?: SessionError;
}

export interface SessionError {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Reads what a detached process is to do, or has done; undefined where the file is gone or nobody can read it. */
export async function readSession(file: string): Promise<Session | undefined> {
  try {
    const session = JSON.parse(await readFile(file, "utf8")) as Session | null;
    return typeof session?.operation === "string" ? session : undefined;
  } catch {
    return undefined;
  }
}

/** Writes it, whole. */
export async function writeSession(file: string, session: Session): Promise<void> {
  await replaceOwnFile(file, `${JSON.stringify(session, undefined, 2)}\n`);
}
