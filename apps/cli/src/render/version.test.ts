import { expect, test } from "vitest";
import { renderVersion } from "./version.ts";

test("a version is one line, with more below when that is asked for", () => {
  expect(renderVersion({ version: "1.0.0" })).toBe("chant 1.0.0\n");
  const more = { commit: "abc", date: "2026-01-22", config_version: 1, node: "v20", platform: "linux-x64" };
  expect(renderVersion({ version: "1.0.0", ...more })).toBe(
    "chant 1.0.0\ncommit abc (2026-01-22)\nconfig version 1\nnode v20\nplatform linux-x64\n",
  );
});
