import { expect, test } from "vitest";
import { resolveConfig } from "./resolve.ts";

test("without layers the defaults are in force", () => {
  expect(resolveConfig({ layers: [] })).toEqual({
    project: { name: "", silent: false },
    defaults: {
      prompt: "standard",
      provider: "claude",
      branch_prefix: "chant/",
      prompt_extensions: [],
      rotation_strategy: "none",
    },
    agent: { permission: "full", env: [], grace_ms: 10_000 },
    worktree: { setup: { copy: [], link: [], run: [], timeout_s: 600 } },
    merge: { auto: true, strategy: "ff_or_merge" },
    git: { sign: false },
  });
});

test("text gets the type of its key", () => {
  const { agent, merge, defaults } = resolveConfig({
    layers: [
      {
        agent: { grace_ms: "5", timeout_minutes: "1.5", env: "A" },
        merge: { auto: "off" },
        defaults: { model: "007" },
      },
    ],
  });
  expect([agent.grace_ms, agent.timeout_minutes, agent.env]).toEqual([5, 1.5, ["A"]]);
  expect([merge.auto, defaults.model]).toEqual([false, "007"]);
});

test("the later layer wins key by key, and its lists replace", () => {
  const { agent, defaults, worktree } = resolveConfig({
    layers: [
      {
        defaults: { model: "global", prompt: "global" },
        agent: { env: ["A", "B"] },
        worktree: { setup: { copy: ["a"] } },
      },
      { defaults: { model: "project", provider: "project" }, agent: { env: ["C"] } },
      { defaults: { model: "local" }, worktree: { setup: { link: ["b"] } } },
    ],
  });
  expect(defaults).toMatchObject({ model: "local", provider: "project", prompt: "global" });
  expect(agent.env).toEqual(["C"]);
  expect(worktree.setup).toMatchObject({ copy: ["a"], link: ["b"] });
});

test("a later layer cannot take a key away", () => {
  expect(resolveConfig({ layers: [{ merge: { auto: "false" } }, { merge: {} }] }).merge.auto).toBe(false);
});

test("a layer cannot change what every object has", () => {
  const layers = [{}, JSON.parse('{"__proto__": {"polluted": "yes"}, "agent": {"__proto__": {"env": ["X"]}}}')];
  expect(resolveConfig({ layers }).agent.env).toEqual([]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("unknown keys are left out, and sections for later are kept as they are", () => {
  const config = resolveConfig({ layers: [{ nobody: { a: "1" }, watch: { interval: "5" }, version: "2" }] });
  expect(config).not.toHaveProperty("nobody");
  expect([config.watch, config.version]).toEqual([{ interval: "5" }, "2"]);
});

test("a value that is not accepted is refused with its key", () => {
  expect(() => resolveConfig({ layers: [{ merge: { strategy: "rebase" } }] })).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      message: expect.stringMatching(/^merge\.strategy has a value that is not accepted: /) as string,
      fix: "chant config --validate",
      details: { key: "merge.strategy" },
    }),
  );
});
