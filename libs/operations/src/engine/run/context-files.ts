import { open, realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import type { ContextFile, Spec } from "@chant/core";
import { parseNamedFile } from "@chant/scoring";
import { expandPath, sectionOf } from "../lint/named-files.ts";

/** What one file, and all files together, may add to a prompt. */
const perFile = 32 * 1024;
const inAll = 128 * 1024;

/**
 * Reads the files that a spec names as context, documentation sources and research materials: paths, globs, and sections of
 * markdown files (`docs/api.md#errors`). Only files inside the worktree are read, also after links are followed: a spec must
 * not send anybody's private files to a model.
 */
export async function readContextFiles(worktree: string, { frontmatter }: Spec): Promise<ContextFile[]> {
  const { context = [], tracks = [], origin = [], informed_by: informedBy = [] } = frontmatter;
  const entries = [...new Set([...context, ...tracks, ...origin, ...informedBy])].map(parseNamedFile);
  const files: ContextFile[] = [];
  let left = inAll;
  for (const { path: pattern, anchor } of entries) {
    for (const path of await expandPath(worktree, pattern)) {
      const file = narrow(await readContextFile(worktree, path, Math.min(perFile, left)), anchor);
      left -= Buffer.byteLength(file.content ?? "");
      files.push(file);
    }
  }
  return files;
}

/** A file cut down to the section that was asked for; one that does not have it stays whole. */
function narrow(file: ContextFile, anchor: string | undefined): ContextFile {
  const section = anchor && file.content !== undefined ? sectionOf(file.content, anchor) : undefined;
  return section === undefined ? file : { ...file, path: `${file.path}#${anchor ?? ""}`, content: section };
}

async function readContextFile(worktree: string, path: string, limit: number): Promise<ContextFile> {
  const unreadable: ContextFile = { path, content: undefined, cut: false };
  const [top, file] = await Promise.all([realpath(worktree), realpath(join(worktree, path)).catch(() => undefined)]);
  if (file === undefined || relative(top, file).startsWith("..") || limit <= 0) return unreadable;
  const handle = await open(file, "r").catch(() => undefined);
  if (handle === undefined) return unreadable;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(limit + 1), 0, limit + 1, 0);
    const content = buffer.subarray(0, Math.min(bytesRead, limit)).toString("utf8");
    return content.includes("\0") ? unreadable : { path, content, cut: bytesRead > limit };
  } catch {
    return unreadable;
  } finally {
    await handle.close();
  }
}
