import { expect, test } from "vitest";
import { renderMarkdown } from "./markdown.ts";

test("markdown keeps its text and lines, and loses only marks that a terminal can show", () => {
  const text = renderMarkdown(
    [
      ...[
        "# One **two**",
        "",
        "Text with `code`,",
        "a [link](http://x) and *more*.",
        "",
        "- [ ] box",
        "  - inner",
        "- [x] done",
      ],
      ...[
        "",
        "1. first",
        "2. second",
        "",
        "```js",
        "let a = 1;",
        "```",
        "",
        "> quote",
        "> more",
        "",
        "| a | b |",
        "|---|---|",
      ],
    ].join("\r\n"),
  );
  expect(text).toBe(
    [
      ...[
        "# One two",
        "",
        "Text with code,",
        "a link (http://x) and more.",
        "",
        "• [ ] box",
        "  • inner",
        "• [x] done",
      ],
      ...["", "1. first", "2. second", "", "    let a = 1;", "", "│ quote", "│ more", "", "| a | b |", "|---|---|", ""],
    ].join("\n"),
  );
});

test("what looks like a header, HTML or a control character is shown", () => {
  expect(renderMarkdown("---\nstatus: x\n---\n\n<b>\u001b[31m</b>\n\n[\u001b](http://\u001b)\n")).not.toContain(
    "\u001b",
  );
  expect(renderMarkdown("")).toBe("\n");
});
