import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, onTestFinished, test } from "vitest";
import { widthOf } from "../../apps/cli/src/terminal/width.ts";
import { expectSettled, survivors } from "./invariants.ts";
import { endSurvivors, saysStarted, untilStarted } from "./meanwhile.ts";
import { cli, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";
import { startInTerminal, terminalProgram, writtenPieces } from "./terminal.ts";

const screen = { columns: 60, rows: 20 };

/** Why terminal tests are left out: neither script nor python3 is there. */
const onTerminal = test.skipIf(terminalProgram === undefined);

const longLine = `{"type":"tool_call","tool":"Bash","summary":"${"npm test ".repeat(30)}"}`;

/** An agent that ticks one of two criteria, says a lot in one line and waits for the file `go`. */
async function slowAgent(repo: Scratch): Promise<void> {
  endSurvivors(repo);
  await repo.agentScript(
    `printf '%s\\n' '${longLine}'`,
    `awk '/- \\[ \\]/ && !done { sub(/\\[ \\]/, "[x]"); done = 1 } { print }' "$spec" > "$spec.new"; mv "$spec.new" "$spec"`,
    saysStarted(repo),
    `while [ ! -e '${join(repo.base, "go")}' ]; do sleep 0.05; done`,
    `printf '%s\\n' '{"type":"usage","input_tokens":10,"output_tokens":5,"cost_usd":0.25}'`,
    "change; tick; git add -A; commit work",
  );
}

/** What a terminal shows of a cursor in the end. */
function isCursorShown(output: string): boolean {
  return output.lastIndexOf("\u001b[?25h") >= output.lastIndexOf("\u001b[?25l");
}

onTerminal(
  "a run is shown live: never wider than the terminal, and in the end only its result stays, which tells it once",
  async () => {
    const repo = await scratch();
    await slowAgent(repo);
    const id = await repo.spec("漢字 ".repeat(40), ["One", "Two"]);
    const shown = startInTerminal(repo, screen, "work", id);
    await expect.poll(shown.output, { timeout: 60_000 }).toMatch(/criteria 1\/2[^]*→ Bash npm test/);
    await writeFile(join(repo.base, "go"), "");
    const { code, output } = await shown.ended;

    expect(code).toBe(0);
    expect(output).toContain("\u001b[?25l");
    expect(isCursorShown(output)).toBe(true);
    expect(output).not.toContain("\u001b[3");
    const record = `● ${id} completed, merged after `;
    const live = output.slice(0, output.indexOf(record));
    for (const piece of writtenPieces(live)) expect(widthOf(piece), piece).toBeLessThan(screen.columns);
    const result = output.slice(output.indexOf(record));
    expect(result).toMatch(/^.* after \d+s: The agent's work is committed and verified\.\r\n/);
    expect(result).toContain("$0.2500\r\n");
    expect(result).not.toMatch(/agent at work|\u001b\[\d*A/);
    expect(output.match(/completed/g)).toHaveLength(1);
  },
);

onTerminal("Ctrl-C on a terminal says what it does, pauses the run and gives the cursor back", async () => {
  const repo = await scratch();
  await slowAgent(repo);
  const id = await repo.spec("Write the greeting", ["One", "Two"]);
  const shown = startInTerminal(repo, screen, "work", id);
  await untilStarted(repo);
  await expect.poll(shown.output, { timeout: 60_000 }).toContain("agent at work");
  shown.type("\u0003");
  const { code, output } = await shown.ended;

  expect(code).toBe(130);
  expect(output).toContain("⚠ Interrupted: ending gracefully.");
  expect(output).toMatch(new RegExp(`◑ ${id} paused after \\d+s: `));
  expect(output.match(/◑/g)).toHaveLength(1);
  expect(isCursorShown(output)).toBe(true);
});

onTerminal("a terminal that is closed pauses the run, and takes nothing of it away", async () => {
  const repo = await scratch();
  await slowAgent(repo);
  const id = await repo.spec("Write the greeting", ["One", "Two"]);
  const shown = startInTerminal(repo, screen, "work", id);
  await untilStarted(repo);
  await expect.poll(shown.output, { timeout: 60_000 }).toContain("agent at work");
  shown.close();
  await expect.poll(() => survivors(repo), { timeout: 60_000 }).toEqual([]);
  expect(await expectSettled(repo, id)).toBe("paused");
});

onTerminal("an error during a run gives the cursor back and is told below what was shown", async () => {
  const repo = await scratch();
  await slowAgent(repo);
  const id = await repo.spec("Write the greeting", ["One", "Two"]);
  await repo.configure("worktree", "setup:", "  run: ['false']");
  const { code, output } = await startInTerminal(repo, screen, "work", id).ended;
  expect(code).toBe(4);
  expect(isCursorShown(output)).toBe(true);
  expect(output).toMatch(new RegExp(`${id} is pending as before[^]*error\\[EXEC_SETUP_FAILED\\]`));
  expect(output.match(/exited with code 1/g)).toHaveLength(1);
  expect(output.slice(output.indexOf("error["))).not.toMatch(/\u001b\[\d*[A-K]/);
});

for (const [where, env] of [
  ["TERM=dumb", { TERM: "dumb" }],
  ["CI", { CI: "true" }],
] as const) {
  onTerminal(`with ${where} a terminal gets plain lines`, async () => {
    const repo = await scratch();
    const id = await repo.spec("Write the greeting");
    const { code, output } = await startInTerminal(repo, { ...screen, env }, "work", id).ended;
    expect(code).toBe(0);
    expect(output).not.toContain("\u001b");
    expect(output).toContain(`→ Merged chant/${id} into main`);
    expect(output.match(/completed, merged/g)).toHaveLength(1);
  });
}

onTerminal("of a chain each run is told when it ends, what is open in full, and the whole once", async () => {
  const repo = await scratch();
  await repo.agentScript("case $CHANT_SPEC_ID in *-001-*) exit 1 ;; esac; change; tick; git add -A; commit work");
  const [bad, good] = [await repo.spec("One"), await repo.spec("Two")];
  const shown = startInTerminal(repo, { columns: 200, rows: 20 }, "work", "--chain", "--keep-going");
  const { output } = await shown.ended;
  expect(output.match(new RegExp(`\\[${good}\\] ✓ \\d/\\d completed, merged after`, "g"))).toHaveLength(1);
  expect(output).not.toContain(`● `);
  expect(output).toMatch(new RegExp(`✗ ${bad} failed: [^]*chant resume ${bad} --work`));
  expect(output).not.toContain("Chain finished");
  expect(output).toMatch(/Finished: 1 completed, 1 failed in \d+s\r\n/);
});

test("without a terminal there is one line a phase, and everything that the agent says only with --verbose", async () => {
  const repo = await scratch();
  await repo.agentScript("echo 'I begin'", "change; tick; git add -A; commit work");
  const [first, second] = [await repo.spec("One"), await repo.spec("Two")];
  const { stderr } = await repo.chant("work", first);
  expect(stderr.trimEnd().split("\n")).toEqual([
    `→ Working ${first}: One (command, prompt standard)`,
    expect.stringMatching(/^→ Branch /),
    expect.stringMatching(/^→ command works with full permission in /),
    expect.stringMatching(/^→ The agent's work /),
    `→ ${first} is completed`,
    `→ Merged chant/${first} into main`,
    expect.stringMatching(/^→ Removed /),
    expect.stringMatching(new RegExp(`^✓ ${first} completed, merged after \\d+s$`)),
  ]);
  expect((await repo.chant("work", second, "--verbose")).stderr).toContain("\n  I begin\n");
});

test.each(["--chain", "--parallel"])("%s without a terminal says in each line which spec it is about", async (mode) => {
  const repo = await scratch();
  const ids = [await repo.spec("One"), await repo.spec("Two")];
  const { code, stdout, stderr } = await repo.chant("work", mode);
  expect(code, stderr).toBe(0);
  expect(stdout + stderr).not.toContain("\u001b");
  for (const id of ids) {
    expect(stderr).toMatch(new RegExp(`^\\[${id}\\] → Working [12]/. *.*: (One|Two) \\(`, "m"));
    expect(stderr).toMatch(new RegExp(`^\\[${id}\\] ✓ [12]/. completed, merged after \\d+s$`, "m"));
  }
  const about = stderr
    .split("\n")
    .filter((line) => ids.some((id) => line.includes(id)) && !line.includes("To be worked"));
  expect(about.filter((line) => !line.startsWith("["))).toEqual([]);
});

test("--quiet prints nothing of a run, not even as JSON lines", async () => {
  const repo = await scratch();
  const [first, second] = [await repo.spec("One"), await repo.spec("Two")];
  expect(await repo.chant("work", first, "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await repo.chant("work", second, "--quiet", "--json")).stdout.split("\n")).toHaveLength(2);
});

interface Event {
  readonly type?: string;
  readonly time?: string;
  readonly ok?: boolean;
  readonly spec_id?: string;
}

test.each(["ID", "--chain", "--parallel"])(
  "--json prints an event a line, then the envelope: work %s",
  async (mode) => {
    const repo = await scratch();
    await repo.agentScript("echo hello", "change; tick; git add -A; commit work");
    const id = await repo.spec("One");
    const { stdout, stderr } = await repo.chant("work", mode.replace("ID", id), "--json");
    expect(stderr).toBe("");
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Event);
    const events = lines.slice(0, -1);
    expect(lines.at(-1)).toMatchObject({ ok: true, data: { results: [{ spec_id: id }] } });
    expect(events.every(({ type, time, ok }) => type !== undefined && time !== undefined && ok === undefined)).toBe(
      true,
    );
    const told = events.filter(({ spec_id }) => spec_id === id).map(({ type }) => type);
    expect([told[0], told.at(-1)]).toEqual(["run_started", "run_ended"]);
    // An agent as quick as this one may be done before its criteria are looked at.
    const types = [...new Set(told)].filter((type) => type !== "criteria");
    expect(types).toEqual(["run_started", "phase", "agent", "run_ended"]);
    if (mode !== "ID") expect([events[0]?.type, events.at(-1)?.type]).toEqual(["dispatch_started", "dispatch_ended"]);
  },
);

test("a client of the MCP server that asks for it is told how a run goes on", async () => {
  const repo = await scratch();
  const id = await repo.spec("One");
  const client = new Client({ name: "test", version: "0" });
  onTestFinished(() => client.close());
  const server = { command: process.execPath, args: [cli, "mcp"], cwd: repo.root, env: { ...repo.env } };
  await client.connect(new StdioClientTransport(server));
  const steps: { progress: number; message?: string | undefined }[] = [];
  const call = { name: "chant_work", arguments: { ids: [id] } };
  await client.callTool(call, undefined, { onprogress: (step) => void steps.push(step) });
  expect(steps[0]).toMatchObject({ progress: 1, message: `${id}: attempt 1 with command: One` });
  expect(steps.map(({ progress }) => progress)).toEqual(steps.map((_, at) => at + 1));
});
