export {
  deriveFields,
  derivedEdits,
  migratedEdits,
  type Derived,
  type DerivedValues,
  type DeriveRequest,
  type DeriveSources,
} from "./config/derive.ts";
export { patternFindings } from "./config/pattern-findings.ts";
export { compilePattern, matchesPattern } from "./config/pattern.ts";
