export { readConfigFile } from "./config.ts";
export { findProject } from "./find-project.ts";
export { chantPaths, type ChantPaths } from "./paths.ts";
export { promptAliases, readPromptFile, type PromptRequest } from "./prompts.ts";
export { listSpecFiles, specIdOf, type SpecFile, type SpecFiles } from "./list-spec-files.ts";
export { readSpecBytes, readSpecText } from "./read-spec-bytes.ts";
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
export {
  appendDurably,
  createFileExclusively,
  ioError,
  replaceOwnFile,
  syncFolder,
  writeFileDurably,
} from "./write.ts";
