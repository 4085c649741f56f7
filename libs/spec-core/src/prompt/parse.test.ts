import { expect, test } from "vitest";
import { parsePrompt } from "./parse.ts";

const parse = (text: string) => parsePrompt(text, { name: "p" });

test.each([
  [
    "with all its fields",
    "---\npurpose: x\nextends: base\ncommits: false\n---\n\n# Do\n\n",
    "x",
    "base",
    false,
    "# Do",
  ],
  ["without frontmatter", "# Do\n", undefined, undefined, true, "# Do"],
  ["with empty fields", "---\npurpose:\nextends: ''\ncommits:\n---\nDo", undefined, undefined, true, "Do"],
  ["with a list for a word", "---\nextends: [a]\ncommits: true\n---\nDo", undefined, undefined, true, "Do"],
  ["with CRLF and a byte order mark", "\uFEFF---\r\nextends: base\r\n---\r\nDo\r\n", undefined, "base", true, "Do"],
])("a prompt %s is read", (_, text, purpose, parent, commits, body) => {
  expect(parse(text)).toEqual({ name: "p", purpose, extends: parent, commits, body });
});

test("a prompt whose frontmatter cannot be read is refused with its name", () => {
  expect(() => parse("---\na: 1\na: 2\n---\n")).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      message: "The prompt p: The frontmatter is not valid YAML: Map keys must be unique.",
    }),
  );
});
