// Loaded before chant (`node --require`): kills the process at its n-th write to the disk, or lets that one and all later
// ones fail. CHANT_CRASH_WRITE says "<n> <how> <folder>".
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const { join } = require("node:path");
const { isMainThread } = require("node:worker_threads");

const [at, how, folder] = (process.env.CHANT_CRASH_WRITE ?? "").split(" ");
// Whom this process starts is another process.
delete process.env.CHANT_CRASH_WRITE;
delete process.env.NODE_OPTIONS;

const writes = [
  "rename",
  "link",
  "symlink",
  "unlink",
  "rm",
  "rmdir",
  "mkdir",
  "copyFile",
  "chmod",
  "utimes",
  "truncate",
];
const contents = ["writeFile", "appendFile"];
const handleWrites = ["write", "writeFile", "appendFile", "sync", "truncate"];
const patched = new WeakSet();
const fds = ["write", "writev", "fsync", "ftruncate"];
const kept = { mkdirSync: fs.mkdirSync, writeFileSync: fs.writeFileSync };
const frees = new Set(["unlink", "rm", "rmdir", "unlinkSync", "rmSync", "rmdirSync"]);
let count = 0;

/** What becomes of the next write: it fails, or the process dies before or behind it, or it is done. */
function next(name) {
  count += 1;
  if (count < Number(at) || Number(at) === 0) return "do";
  if (how === "kill-before" || how === "kill-after") hit();
  if (how === "kill-before") process.kill(process.pid, "SIGKILL");
  if (how === "kill-after") return "kill";
  // A full disk has room for nothing new; what is there can be removed.
  if (how === "ENOSPC" && frees.has(name)) return "do";
  hit();
  return "fail";
}

function hit() {
  kept.mkdirSync(join(folder, "hit"), { recursive: true });
}

function refused(name) {
  const words = { ENOSPC: "no space left on device", EROFS: "read-only file system" };
  return Object.assign(new Error(`${how}: ${words[how]}, ${name}`), { code: how, syscall: name, errno: -28 });
}

function die(value) {
  process.kill(process.pid, "SIGKILL");
  return value;
}

function inPromise(target, name) {
  const real = target[name];
  if (real === undefined) return;
  target[name] = async function (...args) {
    const fate = next(name);
    if (fate === "fail") throw refused(name);
    const value = await real.apply(this, args);
    return fate === "kill" ? die(value) : value;
  };
}

/** What is written through a handle: its class is to be had from a handle only. */
function inHandles() {
  const open = fs.promises.open;
  fs.promises.open = async function (...args) {
    const handle = await open.apply(this, args);
    const prototype = Object.getPrototypeOf(handle);
    if (!patched.has(prototype)) for (const name of handleWrites) inPromise(prototype, name);
    patched.add(prototype);
    return handle;
  };
}

function withCallback(name) {
  const real = fs[name];
  const patched = function (...args) {
    const last = args.at(-1);
    if (typeof last !== "function" || (fds.includes(name) && args[0] <= 2)) return real.apply(this, args);
    const fate = next(name);
    if (fate === "fail") return void process.nextTick(last, refused(name));
    if (fate === "kill") args[args.length - 1] = die;
    return real.apply(this, args);
  };
  fs[name] = Object.defineProperties(patched, Object.getOwnPropertyDescriptors(real));
}

function atOnce(name) {
  const real = fs[name];
  if (real === undefined) return;
  fs[name] = function (...args) {
    if (fds.some((fd) => `${fd}Sync` === name) && args[0] <= 2) return real.apply(this, args);
    const fate = next(name);
    if (fate === "fail") throw refused(name);
    const value = real.apply(this, args);
    return fate === "kill" ? die(value) : value;
  };
}

if (isMainThread && folder !== undefined) {
  for (const name of [...writes, ...contents]) inPromise(fs.promises, name);
  inHandles();
  for (const name of [...writes, ...contents, ...fds]) withCallback(name);
  for (const name of [...writes, ...contents, ...fds]) atOnce(`${name}Sync`);
  syncBuiltinESMExports();
  process.on("exit", () => kept.writeFileSync(join(folder, "writes"), String(count)));
}
