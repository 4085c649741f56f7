// @chant/core in this process, a spec at a time.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createGraph, criteriaOf, parseSpec, readinessOf, resolveId } from "../../libs/spec-core/dist/index.js";
import { generate } from "./generate.mjs";
import { base, median } from "./measure.mjs";

export function benchCore(count, rounds) {
  const { files, id } = generate(join(base, "core"), count);
  const texts = files.map((file) => [file.split("/").at(-1).slice(0, -3), readFileSync(file, "utf8")]);
  const parse = () => texts.map(([name, text]) => parseSpec(text, { id: name }));
  const specs = parse();
  const nodes = specs.map(({ id: name, frontmatter, readable }) => ({ id: name, readable, ...frontmatter }));
  const active = specs.map((spec) => spec.id);
  console.log(`\n@chant/core in process, ${count} specs, ${rounds} rounds`);
  row("parse header", () => parse().length);
  row("parse syntax tree", () => parse().map((spec) => criteriaOf(spec)).length);
  row("graph and readiness of all", () => {
    const graph = createGraph(nodes);
    return nodes.map((node) => readinessOf(node.id, graph)).length;
  });
  row("resolve a short id among all", () => resolveId(id.slice(-3), { active, today: "2026-01-01", substring: true }));

  function row(name, run) {
    const times = Array.from({ length: rounds + 1 }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    });
    const spent = median(times.slice(1));
    console.log(
      `${name.padEnd(34)} ${spent.toFixed(1).padStart(9)} ms  ${((spent * 1000) / count).toFixed(1)} µs a spec`,
    );
  }
}
