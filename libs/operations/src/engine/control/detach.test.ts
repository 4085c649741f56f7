import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "../../kernel/context.ts";
import { startDetached } from "./detach.ts";

test("from sources, where nothing is compiled, nothing is started in the background, and it says so", async () => {
  const { path } = await testDir({ ".chant/config.md": "---\n---\n" }, onTestFinished);
  const context = createContext({ cwd: path, env: {}, surface: "cli" });
  await expect(startDetached({ operation: "watch", input: {}, context })).rejects.toMatchObject({
    code: "IO_FAILED",
    message: expect.stringContaining("runs from its sources") as string,
    fix: "npm run build",
  });
});
