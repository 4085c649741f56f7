import { expect, test } from "vitest";
import { capacityOf, chooseAgent, rotationOf, staggerOf, type AgentProfile } from "./agents.ts";

const agent = (name: string, max_concurrent = 2, weight = 1): AgentProfile => ({ name, max_concurrent, weight });
const parallel = (agents: readonly AgentProfile[], max_workers?: number) => ({
  ...{ agents: [...agents], stagger_delay_ms: 0, stagger_jitter_ms: 0 },
  cleanup: { enabled: true, prompt: "p", auto_run: false },
  ...(max_workers === undefined ? {} : { max_workers }),
});

test.each([
  ["no agents", [], undefined, undefined, 2],
  ["no agents, eight asked for", [], undefined, 8, 8],
  ["no agents, three workers at most", [], 3, undefined, 3],
  ["no agents, three workers at most, eight asked for", [], 3, 8, 3],
  ["two agents", [agent("a"), agent("b", 3)], undefined, undefined, 5],
  ["two agents, eight asked for", [agent("a"), agent("b", 3)], undefined, 8, 5],
  ["two agents, one asked for", [agent("a"), agent("b", 3)], undefined, 1, 1],
  ["two agents, four workers at most", [agent("a"), agent("b", 3)], 4, 5, 4],
] as const)("C10: with %s so many specs are worked at once", (_, agents, workers, asked, capacity) => {
  expect(capacityOf(parallel(agents, workers), asked)).toBe(capacity);
});

const agents = [agent("a", 1), agent("b", 3, 2), agent("c", 3, 0)];
const choose = (strategy: "none" | "random" | "round_robin", more: Partial<Parameters<typeof chooseAgent>[0]> = {}) =>
  chooseAgent({ agents, strategy, turn: 0, random: () => 0.5, ...more });

test("an agent has as many turns as its weight says, and at least one", () => {
  expect(rotationOf(agents).map(({ name }) => name)).toEqual(["a", "b", "b", "c"]);
});

test("without a strategy one spec is for the first agent, many are for the one with most room", () => {
  expect(choose("none")?.agent.name).toBe("a");
  expect(choose("none", { busy: new Map() })?.agent.name).toBe("b");
  expect(choose("none", { busy: new Map([["b", 2]]) })?.agent.name).toBe("c");
});

test("round robin begins with the first, goes on with the next and passes over who is busy", () => {
  const names: (string | undefined)[] = [];
  let turn = 0;
  for (let time = 0; time < 6; time++) {
    const chosen = choose("round_robin", { turn });
    names.push(chosen?.agent.name);
    turn = chosen?.turn ?? 0;
  }
  expect(names).toEqual(["a", "b", "b", "c", "a", "b"]);
  expect(choose("round_robin", { turn: 4, busy: new Map([["a", 1]]) })).toMatchObject({
    agent: { name: "b" },
    turn: 2,
  });
});

test.each([
  [0, "a"],
  [0.3, "b"],
  [0.74, "b"],
  [0.99, "c"],
])("at random, chance %d gives %s by weight", (chance, name) => {
  expect(choose("random", { random: () => chance })?.agent.name).toBe(name);
});

test("nobody is chosen when all are busy", () => {
  const busy = new Map(agents.map(({ name, max_concurrent }) => [name, max_concurrent]));
  for (const strategy of ["none", "random", "round_robin"] as const) expect(choose(strategy, { busy })).toBeUndefined();
});

test.each([
  [1000, 200, 0, 800],
  [1000, 200, 0.5, 1000],
  [1000, 200, 1, 1200],
  [100, 200, 0, 0],
])("C8: starts are apart by %d ms, give or take %d", (delay, jitter, chance, expected) => {
  expect(staggerOf({ stagger_delay_ms: delay, stagger_jitter_ms: jitter }, chance)).toBe(expected);
});
