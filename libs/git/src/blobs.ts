import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";

/** The texts of blobs by their hash; one that is not there is left out. One git process, however many they are. */
export async function readBlobs(repository: Repository, hashes: Iterable<string>): Promise<Map<string, string>> {
  const wanted = [...new Set(hashes)];
  if (wanted.length === 0) return new Map();
  const input = wanted.map((hash) => `${hash}\n`).join("");
  const { stdout } = await runGit(repository.root, ["cat-file", "--batch"], { input, encoding: "latin1" });
  return toTexts(stdout);
}

/** A line `<hash> blob <bytes>`, the bytes and a line end, again and again. */
function toTexts(output: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (let at = 0; at < output.length;) {
    const lineEnd = output.indexOf("\n", at);
    const [hash = "", kind, bytes = "0"] = output.slice(at, lineEnd).split(" ");
    at = lineEnd + 1;
    if (kind === "missing") continue;
    const end = at + Number(bytes);
    if (kind === "blob") texts.set(hash, Buffer.from(output.slice(at, end), "latin1").toString("utf8"));
    at = end + 1;
  }
  return texts;
}
