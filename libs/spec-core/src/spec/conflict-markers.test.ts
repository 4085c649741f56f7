import { expect, test } from "vitest";
import { findConflictMarkers } from "./conflict-markers.ts";

const conflict = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n";

test.each([
  ["at the start", conflict, 1],
  ["behind text", `text\n\n${conflict}`, 3],
  ["with CRLF", `text\r\n${conflict.replaceAll("\n", "\r\n")}`, 2],
  ["behind a byte order mark", `\uFEFF${conflict}`, 1],
  ["with the ancestor between", "<<<<<<< a\nx\n||||||| b\ny\n=======\nz\n>>>>>>> c\n", 1],
  ["without labels", "<<<<<<<\na\n=======\nb\n>>>>>>>", 1],
  ["with a fence opened inside", "<<<<<<< a\n```\n=======\n~~~\n>>>>>>> b\n", 1],
  ["after a closed fence", `\`\`\`\ncode\n\`\`\`\n${conflict}`, 4],
  ["after an opening that is none", `<<<<<<< alone\n${conflict}`, 2],
])("a conflict %s is found with its line", (_, text, line) => {
  expect(findConflictMarkers(text)).toEqual({
    rule: "parse",
    severity: "error",
    code: "PARSE_CONFLICT_MARKERS",
    message: "The file has unresolved conflict markers.",
    place: { line, column: 1 },
    suggestion: "Resolve the conflict and remove the marker lines.",
  });
});

test.each([
  ["an underlined heading", "Title\n=======\n\ntext\n"],
  ["an opening alone", "<<<<<<< ours\na\n"],
  ["no divider", "<<<<<<< ours\na\n>>>>>>> theirs\n"],
  ["the wrong order", "=======\n<<<<<<< ours\n>>>>>>> theirs\n"],
  ["a fence", `\`\`\`\n${conflict}\`\`\`\n`],
  ["a fence of tildes with backticks in it", `~~~\n\`\`\`\n${conflict}~~~\n`],
  ["a fence that is never closed", `\`\`\`\n${conflict}`],
  ["a quote", conflict.replaceAll(/^/gm, "> ")],
  ["longer marks", conflict.replaceAll("<<<<<<<", "<<<<<<<<")],
  ["no text", ""],
])("%s is no conflict", (_, text) => {
  expect(findConflictMarkers(text)).toBeUndefined();
});
