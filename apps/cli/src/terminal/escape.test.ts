import { expect, test } from "vitest";
import { escapeControls } from "./escape.ts";

test("what would move the cursor or turn the text around is shown instead", () => {
  expect(escapeControls("a\u001b[2Jb\u0007\u202ec\r\n\td")).toBe("a\\x1b[2Jb\\x07\\x202ec\\x0d\n\td");
});
