import { expect, test } from "vitest";
import { findCommand } from "./find-command.ts";

test.each([
  [["list"], "list", []],
  [["config", "trust", "-y"], "config trust", ["-y"]],
  [["config", "--json"], "config", ["--json"]],
  [["--json", "list", "--ready"], "list", ["--json", "--ready"]],
  [["mcp", "--root", "x"], "mcp", ["--root", "x"]],
  [["status"], "status", []],
])("%j names a command", (argv, name, rest) => {
  expect(findCommand(argv)).toEqual({ name, rest });
});

test.each([[[]], [["help"]], [["--help"]], [["--json", "-h"]]])("%j asks for help", (argv) => {
  expect(findCommand(argv).name).toBeUndefined();
});

test("an unknown command is refused with the nearest one", () => {
  expect(() => findCommand(["lsit"])).toThrow(
    expect.objectContaining({ code: "INPUT_UNKNOWN_COMMAND", fix: "chant list --help" }),
  );
  expect(() => findCommand(["zzzzzzzz"])).toThrow(expect.objectContaining({ fix: "chant --help" }));
});

test("the first word of several commands is a request for their help", () => {
  expect(findCommand(["template"])).toEqual({ name: undefined, rest: ["template"] });
  expect(findCommand(["template", "--help"])).toEqual({ name: undefined, rest: ["template", "--help"] });
  expect(findCommand(["template", "show", "x"])).toEqual({ name: "template show", rest: ["x"] });
});
