/** Serves the operations over the Model Context Protocol on standard input and output until the client goes. */
export async function mcp(args: readonly string[]): Promise<number> {
  const { serve } = await import("@chant/mcp");
  await serve(args);
  return 0;
}
