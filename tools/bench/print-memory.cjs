process.on("exit", () => {
  require("node:fs").writeFileSync(process.env.CHANT_BENCH_MEMORY, String(process.resourceUsage().maxRSS));
});
