import { expect, test } from "vitest";
import * as library from "./index.ts";

test("the library exports exactly these names", () => {
  expect(Object.keys(library).sort()).toEqual([
    "agentEnvironment",
    "attachAgent",
    "createProvider",
    "createRedactor",
    "followLines",
    "forbidAgent",
    "groupMembers",
    "launchAgent",
    "ownIdentity",
    "processState",
    "readAgentIdentity",
    "readStartTime",
    "stopGroup",
  ]);
});
