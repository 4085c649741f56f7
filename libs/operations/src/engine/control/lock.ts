import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { groupMembers, ownIdentity, processState, type ProcessIdentity } from "@chant/providers";

/** What a lock file holds. `agent` is set once the holder has started one: it outlives the holder. */
export interface LockOwner extends ProcessIdentity {
  /** Names this one acquisition. */
  readonly token: string;
  readonly purpose: string;
  /** When it was taken, UTC. */
  readonly since: string;
  readonly agent?: ProcessIdentity;
  /** Why the file tells nothing of all this: somebody has the lock, or had it, and nobody can say who. */
  readonly damaged?: string;
}

export interface Lock {
  readonly owner: LockOwner;
  /** Records the agent that works under the lock, so that the lock is not stale while it lives. */
  setAgent(agent: ProcessIdentity): Promise<void>;
  release(): Promise<void>;
}

export type Acquired = { readonly lock: Lock } | { readonly holder: LockOwner };

export interface LockRequest {
  readonly path: string;
  readonly purpose: string;
  readonly since: Date;
}

/**
 * Takes an exclusive lock, or tells who holds it. A lock whose holder, agent and agent's process group are all gone is
 * stale and replaced; where that cannot be determined it is not stale.
 *
 * The file appears with its content by link(2), which fails when it exists. A stale lock is removed only under a second
 * lock named by its token, so of several processes that found the same stale lock one removes it and none removes the
 * successor's.
 */
export async function acquireLock(request: LockRequest): Promise<Acquired> {
  await makeFolder(dirname(request.path));
  const token = randomBytes(12).toString("hex");
  const since = request.since.toISOString();
  const owner: LockOwner = { ...(await ownIdentity()), token, purpose: request.purpose, since };
  return claim(request, owner);
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    // That is all it says where nothing can be written; without parents the reason is told.
    if (error.code === "ENOENT") await mkdir(folder);
    else throw error;
  });
}

async function claim(request: LockRequest, owner: LockOwner): Promise<Acquired> {
  const { path } = request;
  if (await placeFile(path, owner)) return { lock: createLock(path, owner) };
  const holder = await readLock(path);
  if (holder === undefined) return claim(request, owner);
  if (!(await isStale(holder))) return { holder };
  const guard = await acquireLock({ ...request, path: `${path}.${holder.token}` });
  if (!("lock" in guard)) return { holder };
  if ((await readLock(path))?.token === holder.token) await rm(path, { force: true });
  await guard.lock.release();
  return claim(request, owner);
}

function createLock(path: string, taken: LockOwner): Lock {
  let owner = taken;
  return {
    get owner() {
      return owner;
    },
    async setAgent(agent) {
      owner = { ...owner, agent };
      await replaceFile(path, owner);
    },
    async release() {
      const found = await readLock(path);
      // A file that was spoiled meanwhile is still that of who has the lock.
      if (found?.token === owner.token || found?.damaged !== undefined) await rm(path, { force: true });
    },
  };
}

/** Reads who holds a lock; undefined when it is free. */
export async function readLock(path: string): Promise<LockOwner | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : (parseOwner(text) ?? unknownOwner(path, text));
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    const { pid, start_time, host, token } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const isOwner = typeof pid === "number" && [start_time, host, token].every((field) => typeof field === "string");
    return isOwner ? (JSON.parse(text) as LockOwner) : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing is known of it but when it was written: never stale, and no process that could be asked or signalled. */
async function unknownOwner(path: string, text: string): Promise<LockOwner> {
  const written = (await stat(path).catch(() => undefined))?.mtime ?? new Date(0);
  const nobody = { pid: 0, start_time: "unknown", host: "unknown", token: "damaged", purpose: "unknown" };
  const damaged = text.trim() === "" ? "it is empty" : "it is not what chant writes";
  return { ...nobody, since: written.toISOString(), damaged };
}

/** Removes a lock file that cannot be read. Gives false where it can be by now, or is gone. */
export async function removeDamagedLock(path: string, now: Date): Promise<boolean> {
  const guard = await acquireLock({ path: `${path}.damaged`, purpose: "unlock", since: now });
  if (!("lock" in guard)) return false;
  try {
    const isDamaged = (await readLock(path))?.damaged !== undefined;
    if (isDamaged) await rm(path, { force: true });
    return isDamaged;
  } finally {
    await guard.lock.release();
  }
}

/** Whether the holder of a lock, its agent and the agent's whole process group are known to be gone. */
export async function isStale(owner: LockOwner): Promise<boolean> {
  if ((await processState(owner)) !== "gone") return false;
  return owner.agent === undefined || isAgentGone(owner.agent);
}

/** Whether an agent and every process of its group are known to be gone. */
export async function isAgentGone(agent: ProcessIdentity): Promise<boolean> {
  if ((await processState(agent)) !== "gone") return false;
  return (await groupMembers(agent)).length === 0;
}

async function placeFile(path: string, owner: LockOwner): Promise<boolean> {
  const temporary = await writeTemporary(path, owner);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function replaceFile(path: string, owner: LockOwner): Promise<void> {
  await rename(await writeTemporary(path, owner), path);
}

async function writeTemporary(path: string, owner: LockOwner): Promise<string> {
  const temporary = `${path}.${owner.token}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
    return temporary;
  } catch (error) {
    // Of a full disk's file there is the name.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
