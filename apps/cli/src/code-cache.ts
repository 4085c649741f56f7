import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { crc32 } from "node:zlib";

/** A script as V8 compiled it, for the source that it was compiled from. */
interface Code {
  /** Checksum of the source. */
  readonly source: number;
  readonly data: Buffer;
}

/** By the script's name. */
export type CodeCache = ReadonlyMap<string, Code>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the compiled code of a command is kept, one file for each version of Node; undefined where nothing is, as
 * `NODE_DISABLE_COMPILE_CACHE` asks for, and for what cannot be a command.
 */
export function codeCacheFile(command: string | undefined, env: Environment): string | undefined {
  if (env["NODE_DISABLE_COMPILE_CACHE"] || !/^[a-z][a-z-]{0,30}$/.test(command ?? "")) return undefined;
  return join(userCacheDir(env), "chant", "code", `${process.version}-${process.arch}`, `${command}.bin`);
}

function userCacheDir(env: Environment): string {
  const [home, wanted = ""] = [env["HOME"] || homedir(), env["XDG_CACHE_HOME"]];
  const byPlatform: Readonly<Record<string, string | undefined>> = {
    darwin: join(home, "Library", "Caches"),
    win32: env["LOCALAPPDATA"],
  };
  return isAbsolute(wanted) ? wanted : byPlatform[process.platform] || join(home, ".cache");
}

/** What is kept in a file; nothing where it is missing, damaged, or might be somebody else's: it is code that is run. */
export function readCodeCache(path: string): CodeCache {
  try {
    return isOwn(path) ? decode(readFileSync(path)) : new Map();
  } catch {
    return new Map();
  }
}

function isOwn(path: string): boolean {
  const { uid, mode } = statSync(path);
  return process.platform === "win32" || (uid === process.getuid?.() && (mode & 0o022) === 0);
}

/** Name, checksum of the source and length of each script. */
type Head = readonly (readonly [name: string, source: number, length: number])[];

/** A line with the checksum of all that follows, a line with the head, and the code. */
function decode(bytes: Buffer): CodeCache {
  const [first, rest] = splitLine(bytes);
  // V8 takes what it is given for its own: a damaged file would be run.
  if (crc32(rest) !== Number(first)) return new Map();
  const [head, body] = splitLine(rest);
  let at = 0;
  const toCode = ([name, source, length]: Head[number]) =>
    [name, { source, data: body.subarray(at, (at += length)) }] as const;
  return new Map((JSON.parse(head) as Head).map(toCode));
}

function splitLine(bytes: Buffer): [line: string, rest: Buffer] {
  const end = bytes.indexOf("\n");
  return [bytes.toString("latin1", 0, end), bytes.subarray(end + 1)];
}

const forgottenMs = 30 * 24 * 3600 * 1000;

/** Keeps code for the next start. Where that is not possible nothing is said: it is only slower. */
export function writeCodeCache(path: string, cache: CodeCache): void {
  try {
    const isNew = mkdirSync(dirname(path), { recursive: true, mode: 0o700 }) !== undefined;
    replaceFile(path, encode(cache));
    if (isNew) removeForgotten(dirname(dirname(path)));
  } catch {
    // A full disk, a folder that cannot be written: the next start tries again.
  }
}

function replaceFile(path: string, bytes: Buffer): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, bytes, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function encode(cache: CodeCache): Buffer {
  const head: Head = [...cache].map(([name, { source, data }]) => [name, source, data.length]);
  const line = Buffer.from(`${JSON.stringify(head)}\n`, "latin1");
  const rest = Buffer.concat([line, ...[...cache.values()].map(({ data }) => data)]);
  return Buffer.concat([Buffer.from(`${crc32(rest)}\n`), rest]);
}

/** Versions of Node come and go. */
function removeForgotten(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > forgottenMs) rmSync(path, { recursive: true, force: true });
  }
}
