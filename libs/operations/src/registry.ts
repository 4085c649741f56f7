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
  approve: async () => (await import("./approve.ts")).approve,
  reject: async () => (await import("./reject.ts")).reject,
  refresh: async () => (await import("./refresh.ts")).refresh,
  work: async () => (await import("./work.ts")).work,
  pause: async () => (await import("./pause.ts")).pause,
  takeover: async () => (await import("./takeover.ts")).takeover,
  cancel: async () => (await import("./cancel.ts")).cancel,
  stop: async () => (await import("./stop.ts")).stop,
  resume: async () => (await import("./resume.ts")).resume,
  retry: async () => (await import("./retry.ts")).retry,
  replay: async () => (await import("./replay.ts")).replay,
  reset: async () => (await import("./reset.ts")).reset,
  finalize: async () => (await import("./finalize.ts")).finalize,
  merge: async () => (await import("./merge.ts")).merge,
  resolve: async () => (await import("./resolve.ts")).resolve,
  "merge-driver": async () => (await import("./merge-driver.ts")).mergeDriver,
  "merge-driver install": async () => (await import("./merge-driver/install.ts")).mergeDriverInstall,
  "merge-driver status": async () => (await import("./merge-driver/status.ts")).mergeDriverStatus,
  archive: async () => (await import("./archive.ts")).archive,
  log: async () => (await import("./log.ts")).log,
  watch: async () => (await import("./watch.ts")).watch,
  "watch start": async () => (await import("./watch/start.ts")).watchStart,
  "watch stop": async () => (await import("./watch/stop.ts")).watchStop,
  "watch status": async () => (await import("./watch/status.ts")).watchStatus,
  activity: async () => (await import("./activity.ts")).activity,
  export: async () => (await import("./export.ts")).exportSpecs,
  migrate: async () => (await import("./migrate.ts")).migrate,
  unlock: async () => (await import("./unlock.ts")).unlock,
  diagnose: async () => (await import("./diagnose.ts")).diagnose,
  "worktree status": async () => (await import("./worktree/status.ts")).worktreeStatus,
  cleanup: async () => (await import("./cleanup.ts")).cleanup,
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
