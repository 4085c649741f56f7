import type { Operation } from "./kernel/operation.ts";

/** Every operation by name, loaded when it is needed: what is imported is what start-up costs. Order of the help page. */
export const registry = {
  init: async () => (await import("./init.ts")).init,
  add: async () => (await import("./add.ts")).add,
  "template list": async () => (await import("./template/list.ts")).templateList,
  "template show": async () => (await import("./template/show.ts")).templateShow,
  edit: async () => (await import("./edit.ts")).edit,
  derive: async () => (await import("./derive.ts")).derive,
  list: async () => (await import("./list.ts")).list,
  ready: async () => (await import("./ready.ts")).ready,
  status: async () => (await import("./status.ts")).status,
  search: async () => (await import("./search.ts")).search,
  lint: async () => (await import("./lint.ts")).lint,
  show: async () => (await import("./show.ts")).show,
  prep: async () => (await import("./prep.ts")).prep,
  deps: async () => (await import("./deps.ts")).deps,
  dag: async () => (await import("./dag.ts")).dag,
  group: async () => (await import("./group.ts")).group,
  refresh: async () => (await import("./refresh.ts")).refresh,
  work: async () => (await import("./work.ts")).work,
  resume: async () => (await import("./resume.ts")).resume,
  reset: async () => (await import("./reset.ts")).reset,
  finalize: async () => (await import("./finalize.ts")).finalize,
  merge: async () => (await import("./merge.ts")).merge,
  log: async () => (await import("./log.ts")).log,
  activity: async () => (await import("./activity.ts")).activity,
  export: async () => (await import("./export.ts")).exportSpecs,
  migrate: async () => (await import("./migrate.ts")).migrate,
  recover: async () => (await import("./recover.ts")).recover,
  config: async () => (await import("./config.ts")).config,
  "config trust": async () => (await import("./config/trust.ts")).configTrust,
  version: async () => (await import("./version.ts")).version,
} as const;

export type OperationName = keyof typeof registry;

/** Names of all operations, in the order of the help page. */
export const operationNames = Object.keys(registry) as OperationName[];

/** Loads an operation by name; undefined when there is none. */
export async function findOperation(name: string): Promise<Operation | undefined> {
  if (!Object.hasOwn(registry, name)) return undefined;
  return (await registry[name as OperationName]()) as unknown as Operation;
}
