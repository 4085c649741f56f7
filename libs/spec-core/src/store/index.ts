export { readConfigFile } from "./config.ts";
export { findProject } from "./find-project.ts";
export { chantPaths, type ChantPaths } from "./paths.ts";
export { readPromptFile, type PromptRequest } from "./prompts.ts";
export { readSpecs, type StoredSpec } from "./specs.ts";
export { createFileExclusively, ioError, replaceOwnFile, writeFileDurably } from "./write.ts";
