import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { commitFiles } from "./commit.ts";
import { openRepository } from "./repo.ts";
import { readIdentities, writeCommit } from "./write-commit.ts";

/** Stands in for gpg: signs everything with the same words. */
const signer = `#!/bin/sh
cat >/dev/null
echo "[GNUPG:] SIG_CREATED " >&2
printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nsigned\\n-----END PGP SIGNATURE-----\\n'
`;

test("a commit on top changes the paths it names and writes no ref", async () => {
  const dir = await gitDir({ "a.txt": "a\n", "sub/b.txt": "b\n" }, onTestFinished);
  const repository = await openRepository(dir.path);
  const refs = await dir.git("for-each-ref");
  const blob = await dir.git("rev-parse", "HEAD:a.txt");
  const commit = await writeCommit(repository, {
    parent: await dir.git("rev-parse", "HEAD"),
    entries: [
      { path: 'odd "name"\\ with\nends.txt', mode: "100755", blob },
      { path: "sub/b.txt", mode: "100644", blob: undefined },
    ],
    message: "subject\n\nBody: ä\n",
    identities: await readIdentities(repository),
  });
  const listed = await dir.git("ls-tree", "-r", "-z", commit);
  expect(listed.split("\0")).toEqual([
    `100644 blob ${blob}\ta.txt`,
    `100755 blob ${blob}\todd "name"\\ with\nends.txt`,
    "",
  ]);
  expect(await dir.git("log", "-1", "--format=%B%an", commit)).toBe("subject\n\nBody: ä\nTest User");
  expect(await dir.git("for-each-ref")).toBe(refs);
});

test.each([
  [true, 1],
  [false, 0],
])("with sign %s a commit of files has %i signatures", async (sign, signatures) => {
  const dir = await gitDir({ "../signer": signer }, onTestFinished);
  await chmod(join(dir.path, "../signer"), 0o755);
  await dir.git("config", "gpg.program", join(dir.path, "../signer"));
  const repository = await openRepository(dir.path, { sign });
  const { commit } = await commitFiles(repository, {
    branch: "main",
    files: [{ path: "new.txt", content: "new\n" }],
    message: "add\n",
  });
  const text = await dir.git("cat-file", "commit", commit);
  expect(text.match(/^gpgsig /gm) ?? []).toHaveLength(signatures);
  expect(await dir.git("show", "main:new.txt")).toBe("new");
});
