import { expect, test } from "vitest";
import * as derive from "./derive.ts";
import * as errors from "./errors/index.ts";
import * as core from "./index.ts";
import * as store from "./store/index.ts";

test("the main entry exports exactly these names", () => {
  expect(Object.keys(core).sort()).toEqual([
    "ChantError",
    "addDependency",
    "appendSection",
    "approvableText",
    "checkTransition",
    "codes",
    "compareIds",

    "createGraph",
    "createSpec",
    "criteriaOf",
    "dependenciesOf",
    "exitCodeOf",
    "extendSection",
    "fields",
    "findCycles",
    "findNewCycle",
    "isChantError",
    "isMemberOf",
    "isSpecId",
    "isUnfinished",
    "memberNumber",
    "mergeSpecs",
    "nearest",
    "nextId",
    "nextMemberId",
    "parentOf",
    "parseBody",
    "parseConfig",
    "parseDuration",
    "parseFrontmatterData",
    "parseId",
    "parsePrompt",
    "parseSpec",
    "parseTemplate",
    "promptVariables",
    "readinessOf",
    "renderPrompt",
    "renderTemplate",
    "replaceSection",
    "resolveConfig",
    "resolveId",
    "sectionNames",
    "sectionSchema",
    "sectionsOf",
    "selectPrompt",
    "serializeSpec",
    "setApproval",
    "setConfigKey",
    "setFields",
    "sortById",
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

test("the derive entry exports exactly these names", () => {
  expect(Object.keys(derive).sort()).toEqual([
    "compilePattern",
    "deriveFields",
    "derivedEdits",
    "matchesPattern",
    "migratedEdits",
    "patternFindings",
  ]);
});

test("the errors entry exports exactly these names", () => {
  expect(Object.keys(errors).sort()).toEqual(["ChantError", "codes", "exitCodeOf", "isChantError"]);
});

test("the store entry exports exactly these names", () => {
  expect(Object.keys(store).sort()).toEqual([
    "appendDurably",
    "chantPaths",
    "createFileExclusively",
    "findDefaultTemplate",
    "findProject",
    "findTemplate",
    "ioError",
    "listSpecFiles",
    "listTemplates",
    "promptAliases",
    "readConfigFile",
    "readPromptFile",
    "readSpecBytes",
    "readSpecFile",
    "readSpecText",
    "readSpecs",
    "readTemplateFile",
    "replaceOwnFile",
    "specIdOf",
    "syncFolder",
    "writeFileDurably",
  ]);
});
