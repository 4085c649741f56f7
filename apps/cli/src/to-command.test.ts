import { findOperation, type Operation } from "@chant/operations";
import { expect, test } from "vitest";
import { parseFlags, toCommand } from "./to-command.ts";

async function parse(name: string, ...argv: string[]) {
  return parseFlags((await findOperation(name)) as Operation, argv);
}

test.each([
  ["add", ["Say what"], { description: "Say what" }],
  ["add", ["--label", "a", "--label", "b", "--no-commit", "X"], { description: "X", label: ["a", "b"], commit: false }],
  [
    "add",
    ["--depends-on", "001", "--", "--looks-like-a-flag"],
    { description: "--looks-like-a-flag", depends_on: ["001"] },
  ],
  ["work", ["001-x7m", "--timeout", "1.5", "--skip-deps"], { ids: ["001-x7m"], timeout: 1.5, skip_deps: true }],
  ["work", ["001", "--timeout", "soon"], { ids: ["001"], timeout: "soon" }],
  ["log", ["001", "-n", "5", "--no-follow"], { id: "001", lines: 5, follow: false }],
  ["list", ["--status", "pending", "--ready"], { status: ["pending"], ready: true }],
  ["merge", ["001", "002"], { ids: ["001", "002"] }],
  ["list", [], {}],
])("chant %s %j is read as its input", async (name, argv, input) => {
  expect((await parse(name, ...argv))?.input).toEqual(input);
});

test("an id of digits stays text", async () => {
  expect((await parse("work", "001"))?.input).toEqual({ ids: ["001"] });
});

test.each([
  [["--parallel"], { parallel: true }],
  [["--parallel=4"], { parallel: 4 }],
  [["--parallel", "4"], { parallel: 4 }],
  [["--parallel", "12", "001"], { parallel: 12, ids: ["001"] }],
  [["-p4"], { parallel: 4 }],
  [["-p", "4"], { parallel: 4 }],
  [["-p"], { parallel: true }],
  [["--parallel", "001", "002"], { parallel: true, ids: ["001", "002"] }],
  [["001", "--parallel"], { parallel: true, ids: ["001"] }],
  [["--parallel", "04"], { parallel: true, ids: ["04"] }],
  [["--parallel", "--label", "a"], { parallel: true, label: ["a"] }],
  [["--parallel=many"], { parallel: "many" }],
  [["--", "--parallel", "4"], { ids: ["--parallel", "4"] }],
])("C4: of work %j a number of one or two digits says how many, anything else is an id", async (argv, input) => {
  expect((await parse("work", ...argv))?.input).toEqual(input);
});

test("--json, --quiet and --yes are every command's and no operation's", async () => {
  const parsed = await parse("list", "--json", "-q", "--yes");
  expect(parsed).toEqual({ input: {}, globals: { json: true, quiet: true, yes: true } });
});

test("an unknown flag is refused with the nearest one", async () => {
  await expect(parse("list", "--statsu", "pending")).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: "list has no flag --statsu. Did you mean --status?",
    fix: "chant list --help",
  });
});

test("a flag without its value and a word too many are refused", async () => {
  await expect(parse("list", "--label")).rejects.toMatchObject({ code: "INPUT_INVALID" });
  await expect(parse("list", "what")).rejects.toMatchObject({ code: "INPUT_INVALID" });
});

test.each([["work", "--no-rebase"]])(
  "%s %s of the documentation is refused by name where it is not there yet",
  async (name, flag) => {
    await expect(parse(name, flag)).rejects.toMatchObject({ code: "INPUT_UNAVAILABLE" });
  },
);

test("--force stands for the flags that it is made of, never for approval", async () => {
  const parsed = await parse("work", "001", "--force");
  expect(parsed?.input).toEqual({ ids: ["001"], skip_deps: true, skip_criteria: true });
});

test("help is derived from the input: arguments, flags with their values, choices", async () => {
  const help = toCommand((await findOperation("add")) as Operation).helpInformation();
  expect(help).toContain("Usage: chant add [flags] [description]");
  expect(help).toContain("--type <code|");
  expect(help).toMatch(/--no-commit +Do not commit the new file\n/);
});

test("an operation whose result is a document can write it to a file; no other can", async () => {
  const parsed = await parseFlags((await findOperation("export")) as Operation, ["-o", "out.csv", "--format", "csv"]);
  expect(parsed).toMatchObject({ input: { format: "csv" }, globals: { output: "out.csv" } });
  const list = (await findOperation("list")) as Operation;
  await expect(parseFlags(list, ["--output", "x"])).rejects.toMatchObject({ code: "INPUT_INVALID" });
});
