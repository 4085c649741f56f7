export { readConfigFile } from "./config.ts";
export { findProject } from "./find-project.ts";
export { chantPaths, type ChantPaths } from "./paths.ts";
export { promptAliases, readPromptFile, type PromptRequest } from "./prompts.ts";
export { listSpecFiles, type SpecFile } from "./list-spec-files.ts";
export { readSpecFile, readSpecs, type StoredSpec } from "./specs.ts";
export {
  findDefaultTemplate,
  findTemplate,
  listTemplates,
  readTemplateFile,
  type StoredTemplate,
  type TemplateFolders,
  type TemplateList,
} from "./templates.ts";
export { createFileExclusively, ioError, replaceOwnFile, writeFileDurably } from "./write.ts";
