import { expect, test } from "vitest";
import * as errors from "./errors/index.ts";
import * as core from "./index.ts";
import * as store from "./store/index.ts";

test("the main entry exports exactly these names", () => {
  expect(Object.keys(core).sort()).toEqual([
    "ChantError",
    "appendSection",
    "checkTransition",
    "codes",
    "compareIds",
    "configSchema",
    "createGraph",
    "createSpec",
    "criteriaOf",
    "exitCodeOf",
    "fields",
    "findCycles",
    "isChantError",
    "isMemberOf",
    "isSpecId",
    "isUnfinished",
    "memberNumber",
    "mergeSpecs",
    "nearest",
    "nextId",
    "parentOf",
    "parseConfig",
    "parseFrontmatterData",
    "parseId",
    "parsePrompt",
    "parseSpec",
    "promptVariables",
    "readinessOf",
    "renderPrompt",
    "replaceSection",
    "resolveConfig",
    "resolveId",
    "selectPrompt",
    "serializeSpec",
    "setConfigKey",
    "setFields",
    "specTypes",
    "splitFrontmatter",
    "standardBlock",
    "statuses",
    "tickCriterion",
    "topologicalOrder",
    "transition",
    "transitions",
  ]);
});

test("the errors entry exports exactly these names", () => {
  expect(Object.keys(errors).sort()).toEqual(["ChantError", "codes", "exitCodeOf", "isChantError"]);
});

test("the store entry exports exactly these names", () => {
  expect(Object.keys(store).sort()).toEqual([
    "chantPaths",
    "createFileExclusively",
    "findProject",
    "ioError",
    "readConfigFile",
    "readPromptFile",
    "readSpecs",
    "replaceOwnFile",
    "writeFileDurably",
  ]);
});
