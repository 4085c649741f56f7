// npm run bench [-- work parallel catalog core merge]; ROUNDS and SIZES (10,1000,10000,100000) say how much.
import { benchCatalog } from "./catalog.mjs";
import { benchCore } from "./core.mjs";
import { benchMerge } from "./merge.mjs";
import { benchParallel } from "./parallel.mjs";
import { benchWork } from "./work.mjs";

const rounds = Number(process.env.ROUNDS ?? 21);
const sizes = (process.env.SIZES ?? "10,1000,10000,100000").split(",").map(Number);

const benches = {
  work: () => benchWork(rounds),
  parallel: () => benchParallel(Math.ceil(rounds / 7)),
  async catalog() {
    for (const size of sizes) await benchCatalog(size, size > 10_000 ? Math.min(rounds, 5) : Math.ceil(rounds / 2));
  },
  core: () => benchCore(1_000, 5),
  merge: () => benchMerge(1_000, rounds),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) throw new Error(`There is no bench "${unknown}": ${Object.keys(benches).join(", ")}.`);
for (const [name, bench] of Object.entries(benches)) if (asked.length === 0 || asked.includes(name)) await bench();
