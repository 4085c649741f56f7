import { expect, test } from "vitest";
import { repeat } from "./watch-result.ts";

test("something is done again after each pause, until a signal", async () => {
  const stop = new AbortController();
  let [acts, pauses] = [0, 0];
  const act = () => Promise.resolve(void acts++);
  const pause = () => Promise.resolve(void (++pauses === 3 && stop.abort()));
  await repeat(stop.signal, act, pause);
  expect([acts, pauses]).toEqual([3, 3]);
});

test("a signal ends the pause", async () => {
  const stop = new AbortController();
  await repeat(stop.signal, () => Promise.resolve(stop.abort()));
  expect(stop.signal.aborted).toBe(true);
});
