export { ChantError, isChantError, type ChantErrorOptions } from "./chant-error.ts";
export { codes, exitCodeOf, type ErrorCode } from "./codes.ts";
