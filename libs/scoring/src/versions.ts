/** Changes with what facts mean: facts of another version are no facts. The word lists belong beside it in a cache's key. */
export const factsVersion = "1";

/** Changes with what rules and grades say: what was judged under another version is judged again. */
export const judgementVersion = "1";
