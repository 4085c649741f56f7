import { expect, test } from "vitest";
import { approvableText } from "./approval.ts";

const body = "\n# T\n\nDo it.\n\n- [ ] one\n  - [ ] two\n1. [ ] three\n> - [ ] four\n";

test.each([
  ["ticked boxes", body.replaceAll("[ ]", "[x]")],
  ["boxes ticked in capitals", body.replaceAll("[ ]", "[X]")],
  ["CRLF", body.replaceAll("\n", "\r\n")],
  ["more blank lines and blanks at the end of lines", body.replaceAll("\n", "  \n\n")],
  ["no final newline", body.trimEnd()],
])("%s are the same text", (_, other) => {
  expect(approvableText(other)).toBe(approvableText(body));
});

test.each([
  ["another word", body.replace("Do it", "Do not")],
  ["another criterion", `${body}- [ ] five\n`],
  ["one criterion less", body.replace("- [ ] one\n", "")],
  ["a box that stands in a sentence", body.replace("Do it.", "Do [x] it.")],
  ["another indentation", body.replace("  - [ ] two", "    - [ ] two")],
])("%s is another text", (_, other) => {
  expect(approvableText(other)).not.toBe(approvableText(body));
});
