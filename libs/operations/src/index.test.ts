import { expect, test } from "vitest";
import * as entry from "./index.ts";

test("exports what the package promises", () => {
  expect(Object.keys(entry).sort()).toEqual([
    "createContext",
    "defineOperation",
    "findOperation",
    "lookAhead",
    "operationNames",
    "registry",
    "runOperation",
  ]);
});
