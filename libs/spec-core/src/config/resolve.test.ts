import { expect, test } from "vitest";
import { resolveConfig } from "./resolve.ts";
import { sectionNames } from "./schema.ts";

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

test("G9: a later layer cannot take a key away", () => {
  expect(resolveConfig({ layers: [{ merge: { auto: "false" } }, { merge: {} }] }).merge.auto).toBe(false);
});

test("V10: a layer cannot change what every object has", () => {
  const layers = [{}, JSON.parse('{"__proto__": {"polluted": "yes"}, "agent": {"__proto__": {"env": ["X"]}}}')];
  expect(resolveConfig({ layers }).agent.env).toEqual([]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("unknown keys are left out, and every section is there", () => {
  const config = resolveConfig({ layers: [{ nobody: { a: "1" }, watch: { nobody: "5", poll_interval_ms: "1" } }] });
  expect(Object.keys(config)).toEqual(sectionNames);
  expect(config.watch).not.toHaveProperty("nobody");
  expect(config.watch).toMatchObject({ poll_interval_ms: 1, idle_timeout_minutes: 5 });
});

test("a section that no layer mentions is filled in once, when it is read", () => {
  const config = resolveConfig({ layers: [] });
  expect(config.agent).toBe(config.agent);
  expect({ ...config }).toMatchObject({ merge: { auto: true }, daemon: { enabled: false } });
});

test("what two layers say together is checked as well", () => {
  const layers = [{ daemon: { api_port: "1" } }, { daemon: { metrics_port: "1" } }];
  expect(() => resolveConfig({ layers })).toThrow(expect.objectContaining({ details: { key: "daemon.metrics_port" } }));
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
