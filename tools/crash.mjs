// Kills every writing operation in every way, and looks at what is left: --rounds N [--seed S] [--only NAME] [--jobs N].
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { environment, root } from "./setup.mjs";

// Two folders below the top, like the sources, which find their files from where they are.
const outfile = join(root, ".nx", "crash", "main.mjs");
await build({
  entryPoints: [join(root, "tools", "crash", "main.ts")],
  ...{ outfile, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error" },
});
const canMount = spawnSync("unshare", ["-m", "true"]).status === 0;
const flags = [outfile, ...process.argv.slice(2), ...(canMount ? ["--mount"] : [])];
const [program, args] = canMount ? ["unshare", ["-m", process.execPath, ...flags]] : [process.execPath, flags];
process.exit(spawnSync(program, args, { cwd: root, stdio: "inherit", env: environment() }).status ?? 1);
