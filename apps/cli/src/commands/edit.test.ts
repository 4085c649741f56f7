import { expect, test } from "vitest";
import { editorWords } from "./edit.ts";

test.each([
  [{ EDITOR: "code --wait" }, ["code", "--wait"]],
  [{ EDITOR: "'/Applications/My Editor/bin' -n", VISUAL: "" }, ["/Applications/My Editor/bin", "-n"]],
  [{ EDITOR: String.raw`/my\ editor/bin` }, ["/my editor/bin"]],
  [{ EDITOR: "nano", VISUAL: "emacs -nw" }, ["emacs", "-nw"]],
  [{ EDITOR: "$HOME/bin/ed", HOME: "/home/a b" }, ["/home/a b/bin/ed"]],
])("U10: with %j the editor is %j", (env, words) => {
  expect(editorWords(env)).toEqual(words);
});

test.each(["vi; rm -rf x", "vi | cat", "vi $(x) && y", "vi > out", "vi *"])(
  "%s is no editor: nothing goes to a shell",
  (line) => {
    expect(() => editorWords({ EDITOR: line })).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }) as Error);
  },
);

test("without a terminal and an editor it says so", () => {
  expect(() => editorWords({})).toThrow(expect.objectContaining({ code: "INPUT_MISSING" }) as Error);
});
