import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, type GitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { approve } from "./approve.ts";
import { list } from "./list.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

const id = "2026-01-22-001-aaa";
const path = `.chant/specs/${id}.md`;
const at = "2026-01-22T12:00:00Z";

async function project(text: string, config = ""): Promise<GitDir> {
  const header = `---\nproject:\n  name: test\n${config}---\n`;
  return gitDir({ ".chant/config.md": header, [path]: text }, onTestFinished);
}

interface Where {
  readonly env?: Record<string, string>;
  readonly surface?: "cli" | "mcp";
}

function contextOf(dir: GitDir, { env = {}, surface = "cli" }: Where = {}) {
  const seams = { CHANT_TEST: "1", CHANT_NOW: at };
  return createContext({ cwd: dir.path, env: { ...dir.env, ...seams, ...env }, surface });
}

function approveIn(dir: GitDir, input: Record<string, unknown> = {}, where: Where = {}) {
  return runOperation(approve, { id, ...input }, contextOf(dir, where));
}

const read = (dir: GitDir) => readFile(join(dir.path, path), "utf8");

const asked = `---\r\n# mine\r\ntype: code # why\r\nstatus: pending\r\napproval: # asked by ann\r\n  required: true # always\r\n  status: pending\r\n  ticket: 7\r\nx: {a: 1}\r\n---\r\n\r\n# T  \r\n\r\n- [ ] one\r\nend`;

test("T7: an approval changes its own lines and adds an entry, in a commit of that file alone; every other byte stays", async () => {
  const dir = await project(asked);
  await dir.write({ "other.txt": "staged\n" });
  await dir.git("add", "other.txt");
  const by = "Test User";
  expect(await approveIn(dir)).toMatchObject({ by, changed: true, committed: true, notices: [] });
  const text = await read(dir);
  const digest = /content: (sha256:[0-9a-f]{64})\r\n/.exec(text)?.[1] ?? "";
  const decided = `  status: approved\r\n  ticket: 7\r\n  by: ${by}\r\n  at: ${at}\r\n  content: ${digest}\r\n`;
  const time = /\d\d:\d\d(?= - APPROVED)/.exec(text)?.[0] ?? "";
  const entry = `\r\n\r\n## Approval Discussion\r\n\r\n**${by}** - 2026-01-22 ${time} - APPROVED\r\n`;
  expect(text).toBe(asked.replace("  status: pending\r\n  ticket: 7\r\n", decided) + entry);
  expect(await dir.git("show", "--format=%B", "--name-only", "HEAD")).toBe(
    `chant: approve ${id}\n\nChant-Spec: ${id}\n\n\n${path}`,
  );
  expect(await dir.git("status", "--porcelain")).toBe("A  other.txt");
});

test("an approval that stands is said, and nothing is written", async () => {
  const dir = await project(asked);
  await approveIn(dir, { by: "marcos" });
  const [text, head] = [await read(dir), await dir.git("rev-parse", "HEAD")];
  const again = await approveIn(dir, { by: "sarah" });
  expect(again).toMatchObject({ changed: false, committed: false, by: "marcos", approval: "approved" });
  expect([await read(dir), await dir.git("rev-parse", "HEAD")]).toEqual([text, head]);
});

test("T7: an edit after the approval voids it, whitespace and ticks do not, and another approval counts", async () => {
  const dir = await project(asked);
  await approveIn(dir, { by: "marcos" });
  const rows = async () => (await runOperation(list, {}, contextOf(dir))).specs.map((row) => [row.approval, row.ready]);
  const text = await read(dir);
  await writeFile(join(dir.path, path), `${text.replace("[ ] one", "[x] one")}\r\n\r\n`);
  expect(await rows()).toEqual([["approved", true]]);
  await writeFile(join(dir.path, path), text.replace("[ ] one", "[ ] two"));
  expect(await rows()).toEqual([["pending", false]]);
  expect(await approveIn(dir, { by: "marcos" })).toMatchObject({ changed: true });
  expect(await rows()).toEqual([["approved", true]]);
});

test("V15: whom git knows stands beside another name, which is warned of where nobody of that name committed", async () => {
  const dir = await project(asked);
  await dir.git("commit", "-q", "--allow-empty", "--author=Marcos Silva <marcos@example.com>", "-m", "mine");
  const known = await approveIn(dir, { by: "MARCOS" });
  expect(known.notices).toEqual([]);
  expect(await read(dir)).toContain(`\r\n  identity: ${known.identity ?? ""}\r\n`);
  expect(known.identity).toMatch(/^.+ <.+@.+>$/);
  const other = await project(asked);
  expect((await approveIn(other, { by: "nobody" })).notices).toEqual(["Nobody named nobody has committed here."]);
});

test("an approval by the address that git knows records no other person", async () => {
  const dir = await project(asked);
  const own = (await approveIn(dir, { by: "x" })).identity as string;
  const again = await project(asked);
  const email = own.slice(own.indexOf("<") + 1, -1);
  expect(await approveIn(again, { by: email })).not.toHaveProperty("identity");
  expect(await read(again)).not.toContain("identity:");
});

test("an approval that is made through MCP says so", async () => {
  const dir = await project(asked);
  await approveIn(dir, {}, { surface: "mcp" });
  expect(await read(dir)).toContain("\r\n  via: mcp\r\n");
});

test("T7: an agent at work approves nothing", async () => {
  const dir = await project(asked);
  const refused = approveIn(dir, { by: "marcos" }, { env: { CHANT_SPEC_ID: id } });
  await expect(refused).rejects.toMatchObject({ code: "STATE_FOR_PEOPLE", fix: `chant show ${id}` });
  expect(await read(dir)).toBe(asked);
});

test.each(["", "  ", "a\nb", "**a**", "a\u001b[2J", "x".repeat(101)])("the name %j is refused", async (by) => {
  const dir = await project(asked);
  await expect(approveIn(dir, { by })).rejects.toMatchObject({ code: "INPUT_INVALID" });
  expect(await read(dir)).toBe(asked);
});

test("a spec that nobody asked an approval for may be approved, and still needs none", async () => {
  const dir = await project("# T\n");
  await approveIn(dir, { by: "marcos" });
  expect(await read(dir)).toMatch(/^---\napproval:\n {2}required: false\n {2}status: approved\n {2}by: marcos\n/);
});

test("a spec whose header cannot be read is not approved", async () => {
  const broken = "---\nstatus: [\n---\n\n# T\n";
  const dir = await project(broken);
  await expect(approveIn(dir)).rejects.toMatchObject({ code: "PARSE_EDIT" });
  expect(await read(dir)).toBe(broken);
});

test("an archived spec is not approved", async () => {
  const dir = await gitDir(
    { ".chant/config.md": "---\nproject: {name: t}\n---\n", [`.chant/archive/2026-01-22/${id}.md`]: asked },
    onTestFinished,
  );
  await expect(approveIn(dir)).rejects.toMatchObject({ code: "STATE_TRANSITION" });
});

test("without a repository the file alone is written, and somebody has to be named", async () => {
  const dir = await project(asked);
  await rm(join(dir.path, ".git"), { recursive: true });
  await expect(approveIn(dir)).rejects.toMatchObject({ code: "INPUT_MISSING" });
  expect(await approveIn(dir, { by: "marcos" })).toMatchObject({ changed: true, committed: false });
  expect(await read(dir)).toContain("status: approved\r\n");
});

const signer = `#!/bin/sh
cat > /dev/null
printf '\\n[GNUPG:] SIG_CREATED ' >&2
printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nsigned\\n-----END PGP SIGNATURE-----\\n'
`;

test("the key of a signed commit is recorded, and an approval that cannot be signed is taken back", async () => {
  const dir = await project(asked, "git:\n  sign: true\n");
  await dir.git("config", "user.signingkey", "ABCD1234");
  await dir.git("config", "gpg.program", "/nowhere/gpg");
  const before = await dir.git("rev-parse", "HEAD");
  await expect(approveIn(dir)).rejects.toMatchObject({ code: "GIT_FAILED" });
  expect([await read(dir), await dir.git("rev-parse", "HEAD")]).toEqual([asked, before]);
  const program = join(dir.base, "signer");
  await writeFile(program, signer);
  await chmod(program, 0o755);
  await dir.git("config", "gpg.program", program);
  expect(await approveIn(dir)).toMatchObject({ committed: true });
  expect(await read(dir)).toContain("\r\n  signer: ABCD1234\r\n");
  expect(await dir.git("cat-file", "commit", "HEAD")).toContain("gpgsig ");
});
