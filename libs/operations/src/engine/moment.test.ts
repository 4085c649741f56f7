import { expect, test } from "vitest";
import { parseMoment } from "./moment.ts";

const asked = { now: new Date(2026, 0, 22, 12), flag: "activity --since" };

test.each([
  ["2h", new Date(2026, 0, 22, 10)],
  ["2026-01-20", new Date(2026, 0, 20)],
  ["2026-01-20T10:00:00Z", new Date("2026-01-20T10:00:00Z")],
])("%s is %s", (text, moment) => {
  expect(parseMoment(text, asked)).toEqual(moment);
});

test.each(["", "yesterday", "2026-02-31", "2026-13-01", "20260120"])("%j is refused with what is expected", (text) => {
  const refused = expect.objectContaining({ code: "INPUT_INVALID", fix: "chant activity --help" }) as Error;
  expect(() => parseMoment(text, asked)).toThrow(refused);
});
