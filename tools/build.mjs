// Builds every package; what is up to date is taken from the cache.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root, run, setUp } from "./setup.mjs";

setUp();
run("nx", ["run-many", "-t", "build", "--parallel=2", "--outputStyle=static", ...process.argv.slice(2)], {
  NX_VERBOSE_LOGGING: "false",
});

// Every package carries the licence.
for (const folder of ["libs", "apps"]) {
  for (const name of readdirSync(join(root, folder)))
    copyFileSync(join(root, "LICENSE"), join(root, folder, name, "LICENSE"));
}

// npm links a package's program when it installs, and only where it is there already.
const programs = { chant: "../../apps/cli/dist/bin.js", "chant-mcp": "../../apps/mcp/dist/bin.js" };
const folder = join(root, "node_modules", ".bin");
mkdirSync(folder, { recursive: true });
for (const [name, target] of Object.entries(programs)) {
  chmodSync(join(folder, target), 0o755);
  if (existsSync(join(folder, name))) continue;
  rmSync(join(folder, name), { force: true });
  symlinkSync(target, join(folder, name));
}
