import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { testDir } from "@chant/test-kit";
import { describe, expect, onTestFinished, test } from "vitest";
import { describeSelf, processTable, procTable, psTable, type ProcessTable } from "./process-table.ts";

async function start(program: string, ...args: string[]): Promise<number> {
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  const exited = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  await once(child, "spawn");
  return child.pid as number;
}

const tables: readonly (readonly [string, ProcessTable])[] = [
  ...(existsSync("/proc/self/stat") ? [["/proc", procTable] as const] : []),
  ["ps", psTable],
];

describe.each(tables)("the table from %s", (_, table) => {
  test("holds a process that leads its group", async () => {
    const pid = await start("sleep", "600");
    const row = await table.read(pid);
    expect(row).toMatchObject({ pid, group: pid, zombie: false });
    expect((await table.list()).find((one) => one.pid === pid)).toEqual(row);
  });

  test("gives the same start time again, and none for a number without a process", async () => {
    const first = await table.read(process.pid);
    expect(first?.start_time).toMatch(/\S/);
    expect((await table.read(process.pid))?.start_time).toBe(first?.start_time);
    expect(await table.read(2 ** 22 + 1)).toBeUndefined();
  });

  test.each(["", "\n", "0\n", "nonsense", "12", "12 (sh) S"])("takes no process from %j", (text) => {
    expect(table.parse(text)).toBeUndefined();
  });
});

test("a process describes itself as the table of its system reads it", async () => {
  const script = `${describeSelf}; printf '%s\\n' "$chant_row" "$chant_boot"; echo "$$" >&2; exec sleep 600`;
  const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "pipe"], detached: true });
  const exited = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(child.stderr, "data");
  expect(processTable().parse(text)).toEqual(await processTable().read(child.pid as number));
});

test.runIf(existsSync("/proc/self/stat"))("a program's name cannot fake its row", async () => {
  const { path } = await testDir({}, onTestFinished);
  const { stdout } = await promisify(execFile)("sh", ["-c", "command -v sleep"]);
  const program = join(path, "x) Z 1 (1");
  await copyFile(stdout.trim(), program);
  const pid = await start(program, "600");
  expect(await procTable.read(pid)).toMatchObject({ pid, group: pid, zombie: false });
});

test("rows of /proc are read by field, whatever the name holds", () => {
  const fields = ["S", "3", "7", ...Array<string>(16).fill("0"), "4711", "0"].join(" ");
  expect(procTable.parse(`12 (a b) R) ${fields}\nboot-id\n`)).toEqual({
    pid: 12,
    group: 7,
    zombie: false,
    start_time: "4711@boot-id",
  });
  expect(procTable.parse(`12 (x) ${fields.replace("S", "Z")}\nboot-id`)?.zombie).toBe(true);
  expect(procTable.parse(`12 (x) ${fields.replace("S", "X")}\nboot-id`)?.zombie).toBe(true);
});

test("rows of ps are read by column", () => {
  expect(psTable.parse("  12     7 Ss+  Thu Jan 22 15:30:00 2026\n")).toEqual({
    pid: 12,
    group: 7,
    zombie: false,
    start_time: "Thu Jan 22 15:30:00 2026",
  });
  expect(psTable.parse("12 7 Z+ Thu Jan 22 15:30:00 2026")?.zombie).toBe(true);
});
