export { lookAhead } from "./catalog/look-ahead.ts";
export { createContext, type Context, type ContextOptions } from "./kernel/context.ts";
export { defineOperation, type Effect, type Operation, type Surface } from "./kernel/operation.ts";
export type { ProgressEvent } from "./kernel/progress.ts";
export { runOperation } from "./kernel/run-operation.ts";
export { findOperation, operationNames, registry, type OperationName } from "./registry.ts";
