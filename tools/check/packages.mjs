// What people install, looked at as they get it: packed, judged by publint and attw, compiled against and run.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { environment, root } from "../setup.mjs";

const bundled = ["apps/cli", "apps/mcp"];
const libraries = ["libs/spec-core", "libs/git", "libs/providers", "libs/scoring", "libs/operations"];
const allowed = /^(dist\/.+|assets\/.+|schemas\/.+\.json|README\.md|LICENSE|package\.json)$/;
const lifecycle = ["preinstall", "install", "postinstall", "prepare", "prepublish"];

const temporary = mkdtempSync(join(tmpdir(), "chant-packages-"));
const problems = [];
try {
  const tarballs = new Map();
  for (const folder of [...libraries, ...bundled]) tarballs.set(folder, await checkPackage(folder));
  attempt("@chant/core", () => useLibrary(tarballs.get("libs/spec-core")));
  attempt("@chant/scoring", () =>
    runReadme("libs/scoring", [tarballs.get("libs/spec-core"), tarballs.get("libs/scoring")]),
  );
  attempt("@chant/cli", () => useCommand(tarballs.get("apps/cli")));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);

function attempt(name, use) {
  try {
    use();
  } catch (error) {
    problems.push(`${name}: ${error.message}\n${error.stdout ?? ""}`);
  }
}

async function checkPackage(folder) {
  const directory = join(root, folder);
  const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const [packed] = JSON.parse(npm(directory, "pack", "--json", "--ignore-scripts", "--pack-destination", temporary));
  const tarball = join(temporary, packed.filename);
  const say = (problem) => problems.push(`${manifest.name}: ${problem}`);
  for (const { path } of packed.files) if (!allowed.test(path)) say(`${path} does not belong in the package.`);
  for (const wanted of ["README.md", "LICENSE"]) {
    if (!packed.files.some(({ path }) => path === wanted)) say(`${wanted} is missing.`);
  }
  for (const name of lifecycle) if (manifest.scripts?.[name] !== undefined) say(`it runs ${name} when installed.`);
  if (bundled.includes(folder) && manifest.dependencies !== undefined) say("a bundle has no dependencies.");
  const { messages } = await publint({ pack: { tarball: await readTarball(tarball) }, strict: true });
  for (const message of messages) say(formatMessage(message, manifest, { color: false }));
  if (libraries.includes(folder)) attw(tarball, say);
  return tarball;
}

async function readTarball(tarball) {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball);
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

function attw(tarball, say) {
  try {
    execFileSync("attw", [tarball, "--profile", "esm-only", "--no-emoji", "--no-color"], options(root));
  } catch (error) {
    say(`attw: ${error.stdout}`);
  }
}

/** The library as a stranger uses it: plain Node, and TypeScript in both of its present ways to find modules. */
function useLibrary(tarball) {
  const folder = emptyProject("library");
  npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", tarball);
  const example = `import { parseSpec, serializeSpec } from "@chant/core";
import { readSpecs } from "@chant/core/store";
import { ChantError } from "@chant/core/errors";
const text = "---\\nstatus: pending\\n---\\n\\n# Hello\\n";
const spec = parseSpec(text, { id: "2026-01-22-001-abc" });
if (serializeSpec(spec) !== text || spec.title !== "Hello") throw new Error("not the same");
if (typeof readSpecs !== "function" || typeof ChantError !== "function") throw new Error("not there");
`;
  writeFileSync(join(folder, "use.mjs"), example);
  writeFileSync(join(folder, "use.ts"), example);
  execFileSync(process.execPath, ["use.mjs"], options(folder));
  const readme = readFileSync(join(folder, "node_modules/@chant/core/README.md"), "utf8");
  writeFileSync(join(folder, "readme.mjs"), /```js\n(.*?)```/s.exec(readme)[1]);
  execFileSync(process.execPath, ["readme.mjs"], options(folder));
  for (const [module, moduleResolution] of Object.entries({ nodenext: "nodenext", esnext: "bundler" })) {
    const compilerOptions = { module, moduleResolution, noEmit: true, strict: true, target: "es2023", types: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
    execFileSync("tsc", ["-p", "."], options(folder));
  }
}

/** The example of a README as a stranger runs it; it says what it prints. */
function runReadme(library, packages) {
  const folder = emptyProject(library.replaceAll("/", "-"));
  npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", ...packages);
  const readme = readFileSync(join(root, library, "README.md"), "utf8");
  const example = /^```js\n(.*?)^```$/ms.exec(readme)[1];
  writeFileSync(join(folder, "use.mjs"), example);
  const printed = execFileSync(process.execPath, ["use.mjs"], options(folder));
  const promised = [...example.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => `${line}\n`).join("");
  if (printed !== promised) throw new Error(`the README promises\n${promised}and gets\n${printed}`);
}

/** The command in an empty folder: nothing else has to be installed, and it does its first job. */
function useCommand(tarball) {
  const folder = emptyProject("command");
  npm(folder, "install", "--no-audit", "--no-fund", "--offline", tarball);
  const { packages } = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  const installed = Object.keys(packages).filter((path) => path !== "" && packages[path].optional !== true);
  if (installed.length !== 1) problems.push(`@chant/cli brings ${installed.join(", ")}.`);
  const chant = (...args) => execFileSync("npx", ["--no-install", "chant", ...args], options(folder));
  chant("--version");
  chant("init", "--minimal");
  chant("add", "One");
  const { data } = JSON.parse(chant("list", "--json"));
  if (data.total !== 1) problems.push("the installed chant lists no spec.");
}

function emptyProject(name) {
  const folder = join(temporary, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  return folder;
}

function npm(cwd, ...args) {
  return execFileSync("npm", args, options(cwd));
}

function options(cwd) {
  return {
    cwd,
    env: environment({ npm_config_loglevel: "error" }),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  };
}
