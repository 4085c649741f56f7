// A scripted agent: does what the demo's spec asks for, ticks the boxes that it has seen hold, and commits.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync, chmodSync } from "node:fs";

const { CHANT_SPEC_FILE: specFile, CHANT_SPEC_ID: id } = process.env;

console.log("Reading the spec.");
const spec = readFileSync(specFile, "utf8");

console.log("Writing hello.sh.");
writeFileSync("hello.sh", '#!/bin/sh\necho "Hello World"\n');
chmodSync("hello.sh", 0o755);

console.log("Checking the criteria.");
const greeting = execFileSync("sh", ["hello.sh"], { encoding: "utf8" });
const seen = { "hello.sh exists": true, "it prints Hello World": greeting === "Hello World\n" };
const ticked = spec.replaceAll(/^- \[ \] (.+)$/gm, (line, text) => (seen[text] ? `- [x] ${text}` : line));
writeFileSync(specFile, ticked);

execFileSync("git", ["add", "-A"]);
execFileSync("git", ["commit", "-q", "-m", `chant(${id}): add hello.sh`]);
console.log("Committed.");
