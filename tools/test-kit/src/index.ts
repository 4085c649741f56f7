export { fakeAgent } from "./fake-agent.ts";
export { gitDir, type GitDir } from "./git-dir.ts";
export { snapshot, type Snapshot } from "./snapshot.ts";
export { testDir, type Finish, type TestDir, type Tree } from "./test-dir.ts";
