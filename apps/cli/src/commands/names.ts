/** Commands that need no operation. */
export const builtInNames = ["completion", "completions", "mcp"] as const;
