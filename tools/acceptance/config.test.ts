import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { envelope } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

test("config shows the settings in force, the project's over the user's own, and --validate lists all that is wrong", async () => {
  const repo = await scratch();
  await mkdir(join(repo.base, "config/chant"), { recursive: true });
  const own = "---\ndefaults:\n  model: some-model\nagent:\n  grace_ms: 1\n---\n";
  await writeFile(join(repo.base, "config/chant/config.md"), own);
  await repo.configure("agent", "grace_ms: 1234");
  interface Shown {
    readonly data: { readonly config: unknown; readonly trusted: boolean; readonly findings: readonly unknown[] };
  }
  const { data } = await repo.json<Shown>("config");
  const agent = { grace_ms: 1234, permission: "full" };
  expect(data).toMatchObject({ trusted: true, config: { defaults: { model: "some-model" }, agent } });
  expect((await repo.chant("config", "--validate")).code).toBe(0);
  await repo.configure("agent", "idle_timeout_minutes: soon", "gracems: 1");
  const wrong = await repo.chant("config", "--validate", "--json");
  expect(wrong.code).toBe(1);
  expect(envelope<Shown>(wrong).data.findings).toMatchObject([
    { severity: "error", message: expect.stringContaining("agent.idle_timeout_minutes cannot be") as string },
    { severity: "warning", suggestion: "agent.grace_ms" },
  ]);
  expect((await repo.chant("list")).code).toBe(0);
  expect((await repo.chant("add", "One")).stderr).toContain("error[CONFIG_INVALID]");
});
