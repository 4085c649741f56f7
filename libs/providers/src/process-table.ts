import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

interface ProcessRow {
  readonly pid: number;
  /** Number of its process group. */
  readonly group: number;
  /** Ended, and only its number is still taken. */
  readonly zombie: boolean;
  /** Equal for the same process only. */
  readonly start_time: string;
}

export interface ProcessTable {
  /** One process; undefined where there is none of that number. */
  read(pid: number): Promise<ProcessRow | undefined>;
  list(): Promise<ProcessRow[]>;
  /** What `read` gives, from what `describeSelf` of the same system printed. */
  parse(text: string): ProcessRow | undefined;
}

/** Shell commands with which a process describes itself, without starting another one where there is /proc. */
export const describeSelf =
  "{ read -r chant_row </proc/$$/stat && read -r chant_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || " +
  'chant_row=$(LC_ALL=C TZ=UTC ps -o pid= -o pgid= -o stat= -o lstart= -p "$$")';

/** The processes of this system, from /proc or, where there is none, from `ps`. */
export function processTable(): ProcessTable {
  return existsSync("/proc/self/stat") ? procTable : psTable;
}

export const procTable: ProcessTable = {
  async read(pid) {
    return readStat(pid);
  },
  async list() {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => readStat(Number(pid))).filter((row) => row !== undefined);
  },
  parse(text) {
    const [stat = "", boot = ""] = text.split("\n");
    return parseStat(stat, boot);
  },
};

// Read at once: these files are made on the spot and a pool of threads is slower than they are.
function readStat(pid: number): ProcessRow | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"), readBootId());
  } catch {
    return undefined;
  }
}

/** The name in parentheses may hold anything; what follows its end has fixed fields, from "state" (3) on. */
function parseStat(text: string, boot: string): ProcessRow | undefined {
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = "", , group] = fields;
  const ticks = fields[19];
  if (!(pid > 0) || ticks === undefined) return undefined;
  return { pid, group: Number(group), zombie: state === "Z" || state === "X", start_time: `${ticks}@${boot.trim()}` };
}

let bootId: string | undefined;

function readBootId(): string {
  bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return bootId;
}

// One option a column: in `-o pid=,stat=` the BSD ps takes the rest for the first column's heading.
const columns = ["-o", "pid=", "-o", "pgid=", "-o", "stat=", "-o", "lstart="];

export const psTable: ProcessTable = {
  async read(pid) {
    return parsePs(await runPs(["-p", String(pid)]));
  },
  async list() {
    const lines = (await runPs(["-A"])).split("\n");
    return lines.map(parsePs).filter((row) => row !== undefined);
  },
  parse: parsePs,
};

/** `ps` exits 1 where there is no such process. */
async function runPs(selection: readonly string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run("ps", [...columns, ...selection], options).catch((error: { code?: unknown }) => {
    if (error.code === 1) return { stdout: "" };
    throw error;
  });
  return stdout;
}

function parsePs(line: string): ProcessRow | undefined {
  const [pid, group, state = "", ...started] = line.trim().split(/\s+/);
  if (pid === undefined || pid === "" || started.length === 0) return undefined;
  return { pid: Number(pid), group: Number(group), zombie: state.startsWith("Z"), start_time: started.join(" ") };
}
