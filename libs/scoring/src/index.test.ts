import { expect, test } from "vitest";
import * as entry from "./index.ts";

test("exports what the package promises", () => {
  expect(Object.keys(entry).sort()).toEqual([
    "complexityOf",
    "confidenceOf",
    "criteriaQualityOf",
    "factsOf",
    "factsVersion",
    "fixSpec",
    "fixesOf",
    "imperativeVerbs",
    "isHeading",
    "isolationOf",
    "judgementVersion",
    "lintSpec",
    "measure",
    "overheard",
    "parseNamedFile",
    "rules",
    "scoreSpec",
    "splittabilityOf",
    "suggestionsOf",
    "surroundingsIn",
    "thresholds",
    "toSarif",
    "trafficLightOf",
    "vagueWords",
  ]);
});
