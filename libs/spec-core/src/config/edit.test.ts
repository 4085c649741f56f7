import { expect, test } from "vitest";
import { setConfigKey } from "./edit.ts";
import { parseConfig } from "./parse.ts";

const rows: readonly (readonly [string, string, string, string | boolean | number, string])[] = [
  [
    "a value",
    "agent:\n  # mine\n  provider: claude  # why\n  env: [A]\n",
    "agent.provider",
    "other",
    "agent:\n  # mine\n  provider: other  # why\n  env: [A]\n",
  ],
  ["a value of four blanks", "agent:\n    provider: a\n", "agent.provider", "b", "agent:\n    provider: b\n"],
  [
    "a key behind the others",
    "agent:\n  provider: a # q\nmerge:\n  auto: true\n",
    "agent.permission",
    "edits",
    "agent:\n  provider: a # q\n  permission: edits\nmerge:\n  auto: true\n",
  ],
  [
    "a key behind a list",
    "agent:\n    env:\n      - A\n      - B\n# about merge\nmerge:\n  auto: true\n",
    "agent.provider",
    "b",
    "agent:\n    env:\n      - A\n      - B\n    provider: b\n# about merge\nmerge:\n  auto: true\n",
  ],
  [
    "a key behind an empty one",
    "agent:\n  provider:\nmerge:\n  auto: true\n",
    "agent.permission",
    "edits",
    "agent:\n  provider:\n  permission: edits\nmerge:\n  auto: true\n",
  ],
  [
    "an empty value",
    "agent:\n  provider: # none\n  env: [A]\n",
    "agent.provider",
    "b",
    "agent:\n  provider: b # none\n  env: [A]\n",
  ],
  [
    "a block list",
    "agent:\n  env:\n    - A\n    - B\n  provider: b\n",
    "agent.env",
    "C",
    "agent:\n  env: C\n  provider: b\n",
  ],
  [
    "a block text",
    "agent:\n  command: |\n    a\n    b\n  provider: b\n",
    "agent.command",
    "C",
    "agent:\n  command: C\n  provider: b\n",
  ],
  [
    "a section that is empty",
    "agent:\nmerge:\n  auto: true\n",
    "agent.provider",
    "b",
    "agent:\n  provider: b\nmerge:\n  auto: true\n",
  ],
  [
    "a section that is not there",
    "agent:\n  provider: a\n",
    "merge.auto",
    false,
    "agent:\n  provider: a\nmerge:\n  auto: false\n",
  ],
  [
    "a section in braces, with its other keys",
    "agent: {provider: a, permission: edits}\nx: 1\n",
    "agent.provider",
    "b",
    "agent: {provider: b, permission: edits}\nx: 1\n",
  ],
  [
    "a key of a section in braces",
    "agent: {provider: a} # mine\n",
    "agent.permission",
    "edits",
    "agent: {provider: a, permission: edits} # mine\n",
  ],
  ["a key at the top", "silent: true # q\nx: 1\n", "silent", false, "silent: false # q\nx: 1\n"],
  [
    "a value that needs quotes",
    "agent:\n  provider: a\n",
    "agent.provider",
    "a: b # c",
    'agent:\n  provider: "a: b # c"\n',
  ],
  ["a quoted key", 'agent:\n  "provider": a\n', "agent.provider", "b", 'agent:\n  "provider": b\n'],
];

test.each(rows)("%s is set, and everything else stays", (_, before, path, value, after) => {
  expect(setConfigKey(`---\n${before}---\n\nprose\n`, path.split("."), value)).toBe(`---\n${after}---\n\nprose\n`);
});

test.each(rows)("%s is set in a file of CRLF, and everything else stays", (_, before, path, value, after) => {
  const crlf = (text: string) => `---\n${text}---\n\nprose\n`.replaceAll("\n", "\r\n");
  expect(setConfigKey(crlf(before), path.split("."), value)).toBe(crlf(after));
});

test("a file without frontmatter gets one", () => {
  expect(setConfigKey("prose\n", ["agent", "provider"], "b")).toBe("---\nagent:\n  provider: b\n---\nprose\n");
});

test("a value that is set is read back", () => {
  const text = setConfigKey("---\nagent:\n  env: [A]\n---\n", ["agent", "provider"], "no");
  expect(parseConfig(text, { file: "config.md" }).values).toEqual({ agent: { env: ["A"], provider: "no" } });
});

test.each([
  ["broken", "---\nagent:\n  provider: a\nx: 1\nx: 2\n---\n"],
  ["not closed", "---\nagent:\n  provider: a\n"],
])("a frontmatter that is %s is not edited", (_, text) => {
  for (const key of ["provider", "permission"]) {
    expect(() => setConfigKey(text, ["agent", key], "b")).toThrow(expect.objectContaining({ code: "PARSE_EDIT" }));
  }
});
