import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceOwnFile } from "@chant/core/store";
import type { Place } from "../../kernel/place.ts";

/** What watch knows of a spec beyond the records of its attempts. */
interface Known {
  /** When the attempt after this one is due. */
  readonly due?: { readonly attempt: number; readonly at: string };
  /** The attempt after which nobody tries again. */
  readonly given_up?: number;
}

/** Survives watch itself; lost, it costs a new draw of the waiting times. Nothing of it stands in specs. */
export interface WatchMemory {
  of(specId: string): Known;
  note(specId: string, known: Known): Promise<void>;
  /** Forgets the specs that are not among these. */
  keep(specIds: ReadonlySet<string>): Promise<void>;
}

/** Reads what watch knew when it ended; with `readOnly` nothing is written. */
export async function openWatchMemory({ runtime }: Place, options: { readOnly: boolean }): Promise<WatchMemory> {
  const file = join(runtime.logs, "watch.json");
  let specs = await read(file);
  const save = async (changed: Readonly<Record<string, Known>>) => {
    specs = changed;
    if (options.readOnly) return;
    await mkdir(runtime.logs, { recursive: true, mode: 0o700 });
    await replaceOwnFile(file, `${JSON.stringify({ specs }, undefined, 2)}\n`);
  };
  return {
    of: (specId) => (Object.hasOwn(specs, specId) ? (specs[specId] as Known) : {}),
    note: (specId, known) => save({ ...specs, [specId]: { ...specs[specId], ...known } }),
    async keep(specIds) {
      const kept = Object.entries(specs).filter(([specId]) => specIds.has(specId));
      if (kept.length < Object.keys(specs).length) await save(Object.fromEntries(kept));
    },
  };
}

async function read(file: string): Promise<Readonly<Record<string, Known>>> {
  try {
    const { specs } = JSON.parse(await readFile(file, "utf8")) as { specs?: Readonly<Record<string, Known>> };
    return typeof specs === "object" ? specs : {};
  } catch {
    return {};
  }
}
