// Projects of many specs, made from real ones where they are at hand.
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const corpus = fileURLToPath(new URL("../../../shared/corpus/specs", import.meta.url));

const invented = `---
type: code
status: pending
labels: [bench]
---

# Refresh tokens before they expire

Users are logged out in the middle of a request when auth tokens expire.

## Acceptance Criteria

- [ ] A token is refreshed a minute before it expires
- [ ] A refresh that fails is tried again once
`;

/** Texts of real specs, without dependencies: their ids are not here. */
const texts = existsSync(corpus)
  ? readdirSync(corpus).map((name) =>
      readFileSync(join(corpus, name), "utf8").replace(/^depends_on:.*\n(?: *- .*\n)*/m, ""),
    )
  : [invented];

/** Real specs, or one that was made up. */
export const corpusTexts = texts;

/** Fills a folder with a project of so many specs and gives their files; one in twenty waits for the one before. */
export function generate(folder, count) {
  const specs = join(folder, ".chant", "specs");
  mkdirSync(specs, { recursive: true });
  writeFileSync(join(folder, ".chant", "config.md"), "---\nproject:\n  name: bench\n---\n");
  const old = new Date("2026-01-01T00:00:00Z");
  const files = Array.from({ length: count }, (_, index) => {
    const text = texts[index % texts.length];
    const waits = index % 20 === 19 ? text.replace(/^---\n/, `---\ndepends_on: [${idOf(index - 1)}]\n`) : text;
    const file = join(specs, `${idOf(index)}.md`);
    writeFileSync(file, waits);
    utimesSync(file, old, old);
    return file;
  });
  return { files, id: idOf(Math.floor(count / 2)) };
}

function idOf(index) {
  const day = new Date(Date.UTC(2025, 0, 1) + Math.floor(index / 300) * 86_400_000).toISOString().slice(0, 10);
  const number = ((index % 300) + 1).toString(36).padStart(3, "0");
  return `${day}-${number}-${((index * 7919) % 46_656).toString(36).padStart(3, "0")}`;
}
