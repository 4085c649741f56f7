// The tests that take longer than everybody can wait at every change: `*.long.test.ts`.
import { spawnSync } from "node:child_process";
import { environment, root, run, setUp } from "./setup.mjs";

setUp();
run("node", ["tools/build.mjs"]);
const args = ["run", "--project", "tools", ".long.test.ts", ...process.argv.slice(2)];
const env = { ...environment(), CHANT_LONG: "1" };
process.exit(spawnSync("vitest", args, { cwd: root, stdio: "inherit", env }).status ?? 1);
