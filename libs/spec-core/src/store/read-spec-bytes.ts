import { readFileSync } from "node:fs";

/** What a compressed spec may come to; a hundred thousand times what it takes must not fill the memory. */
const most = 64 * 1024 * 1024;

/** The bytes of a spec's text, inflated where the file is compressed. Throws the system's errors, and those of zlib. */
export function readSpecBytes(path: string): Uint8Array {
  // Reading a small file takes less time than handing it to another thread and back.
  const bytes = readFileSync(path);
  if (!path.endsWith(".gz")) return bytes;
  // Loaded for these alone: it takes as long as reading a hundred specs.
  return process.getBuiltinModule("node:zlib").gunzipSync(bytes, { maxOutputLength: most });
}

/** The text of a spec, with its byte order mark; what is no UTF-8 becomes U+FFFD. Throws as readSpecBytes does. */
export function readSpecText(path: string): string {
  return textOf(readSpecBytes(path));
}

export function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
}
