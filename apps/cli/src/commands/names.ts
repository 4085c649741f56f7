/** Commands that need no operation. */
export const builtInNames = ["completion", "completions", "edit", "mcp"] as const;
