import { readdir } from "node:fs/promises";
import { parseSpec, promptVariables, renderPrompt } from "@chant/core";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "../../kernel/context.ts";
import { loadPrompt } from "../run/agent-prompt.ts";
import { bundledPrompts } from "./assets.ts";

const variables = promptVariables({
  spec: parseSpec("---\ntarget_files: [a.ts]\n---\n\n# Title\n\nText.\n\n## Acceptance Criteria\n\n- [ ] It works\n", {
    id: "2026-01-22-001-abc",
  }),
  specFile: "/w/.chant/specs/2026-01-22-001-abc.md",
  project: "shop",
  worktree: "/w",
  branch: "chant/2026-01-22-001-abc",
  model: "m",
  conflict: { target: "main", files: ["a.ts"], diff: "++<<<<<<< HEAD" },
});

async function project() {
  const dir = await gitDir({ ".chant/config.md": "---\nproject:\n  name: shop\n---\n" }, onTestFinished);
  return createContext({ cwd: dir.path, env: dir.env, surface: "cli" }).project();
}

test("every bundled prompt is filled in whole, and says what it is for", async () => {
  const files = await readdir(bundledPrompts());
  expect(files.length).toBeGreaterThan(10);
  const place = await project();
  for (const name of files.map((file) => file.replace(/\.md$/, ""))) {
    const { chain, extensions } = await loadPrompt(place, name);
    const { text, unknown } = renderPrompt({ chain, extensions, variables });
    expect([name, unknown]).toEqual([name, []]);
    expect(text, name).not.toMatch(/\{\{/);
    expect(text, name).toMatch(/Title|2026-01-22-001-abc/);
    expect(chain[0]?.purpose, name).toMatch(/^[A-Z].{20,90}$/);
    expect(text.split(/\s+/).length, name).toBeLessThan(300);
  }
});

test.each([
  ...["standard", "bootstrap", "split", "verify", "merge-conflict", "documentation", "research-analysis", "tdd"],
  ...["research-synthesis", "ollama", "parallel-cleanup", "document", "research"],
])("the prompt %s of the documentation is there", async (name) => {
  expect((await loadPrompt(await project(), name)).chain[0]?.body).not.toBe("");
});

test("an agent that only judges or plans is not told to commit", async () => {
  const place = await project();
  const commits = async (name: string) => (await loadPrompt(place, name)).chain.every((prompt) => prompt.commits);
  expect([await commits("split"), await commits("verify"), await commits("standard")]).toEqual([false, false, true]);
});
