import { expect, test } from "vitest";
import { parseSpec } from "./parse.ts";
import { appendSection, extendSection, replaceSection } from "./sections.ts";

const parse = (text: string) => parseSpec(text, { id: "a" });

test.each([
  ["behind a final newline", "# T\n", "# T\n\n## Output\n\nDone.\n"],
  ["behind text without one", "# T", "# T\n\n## Output\n\nDone.\n"],
  ["to a file of CRLF", "# T\r\n", "# T\r\n\r\n## Output\r\n\r\nDone.\r\n"],
  ["to an empty body", "---\nx: 1\n---\n", "---\nx: 1\n---\n\n## Output\n\nDone.\n"],
])("a section is appended %s", (_, text, after) => {
  expect(appendSection(parse(text), "Output", "\nDone.\n\n").text).toBe(after);
});

test("a section is replaced in its place", () => {
  const text = "---\nx: 1\n---\n# T\n\n## Output\n\nold\n\n### Part\n\nold\n\n## Notes\n\nmine  \n";
  expect(replaceSection(parse(text), "Output", "new").text).toBe(
    "---\nx: 1\n---\n# T\n\n## Output\n\nnew\n\n## Notes\n\nmine  \n",
  );
});

test("the last section is replaced up to the end", () => {
  expect(replaceSection(parse("# T\r\n\r\n## Output\r\n\r\nold"), "Output", "a\nb").text).toBe(
    "# T\r\n\r\n## Output\r\n\r\na\r\nb\r\n",
  );
});

test("of several sections of the name the last is replaced", () => {
  expect(replaceSection(parse("## Output\n\none\n\n## Output\n\ntwo\n"), "Output", "new").text).toBe(
    "## Output\n\none\n\n## Output\n\nnew\n",
  );
});

test("F15: a heading in a fence or of another level is no section to replace", () => {
  const text = "```\n## Output\n```\n\n### Output\n\nmine\n";
  expect(replaceSection(parse(text), "Output", "new").text).toBe(`${text}\n## Output\n\nnew\n`);
});

test("F15: replacing twice is the same as once", () => {
  const once = replaceSection(parse("# T\n\n## Output\n\nold\n\n## End\n"), "Output", "new");
  expect(replaceSection(once, "Output", "new").text).toBe(once.text);
});

test.each(["$&", "$1", "$`", "$'"])("F13: content with %s is written as it is", (content) => {
  expect(replaceSection(parse("## Output\n\nold\n"), "Output", content).text).toBe(`## Output\n\n${content}\n`);
});

test("content that brings its own CRLF gets the line ends of the file", () => {
  expect(appendSection(parse("# T\r\n"), "Output", "a\r\nb").text).toBe("# T\r\n\r\n## Output\r\n\r\na\r\nb\r\n");
  expect(appendSection(parse("# T\n"), "Output", "a\r\nb").text).toBe("# T\n\n## Output\n\na\nb\n");
});

test.each([
  ["the end", "## Talk\n\nold\n", "## Talk\n\nold\n\nnew\n"],
  ["the end of a file without final newline", "## Talk\n\nold", "## Talk\n\nold\n\nnew"],
  ["its end in the middle", "## Talk\n\nold  \n\n\n## End\n", "## Talk\n\nold  \n\nnew\n\n\n## End\n"],
  ["its end right before a heading", "## Talk\n- old\n## End\n", "## Talk\n- old\n\nnew\n\n## End\n"],
  ["the last of the name, in whatever case", "## Talk\n\na\n\n## TALK\n", "## Talk\n\na\n\n## TALK\n\nnew\n"],
  ["the end of a deeper heading", "# T\n\n### talk\n\na\n\n## E\n", "# T\n\n### talk\n\na\n\nnew\n\n## E\n"],
  [
    "a section of its own where a fence has the only one",
    "```\n## Talk\n```\n",
    "```\n## Talk\n```\n\n## Talk\n\nnew\n",
  ],
])("a section is extended at %s", (_, text, after) => {
  expect(extendSection(parse(text), "Talk", "\nnew\n").text).toBe(after);
  const crlf = (one: string) => one.replaceAll("\n", "\r\n");
  expect(extendSection(parse(crlf(text)), "Talk", "new").text).toBe(crlf(after));
});

test("a spec that cannot be read gets no section", () => {
  const spec = parse("---\nx: [\n---\n");
  for (const write of [appendSection, extendSection, replaceSection]) {
    expect(() => write(spec, "Output", "x")).toThrow(expect.objectContaining({ code: "PARSE_EDIT" }));
  }
});
