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
    "lintSpec",
    "measure",
    "parseNamedFile",
    "rules",
    "scoreSpec",
    "splittabilityOf",
    "suggestionsOf",
    "thresholds",
    "toSarif",
    "trafficLightOf",
    "vagueWords",
  ]);
});
