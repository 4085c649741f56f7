import { criteria, type Cases } from "./cases.ts";
import type { LintContext } from "./rule.ts";

const key = `ghp_${"aB3dE6gH9jK2mN5pQ8sT".repeat(2).slice(0, 36)}`;
const files = { exists: (path: string) => path === "docs/a.md", headings: () => ["Error codes", "Set up!"] };
const prompts: Pick<LintContext, "prompts"> = {
  prompts: new Map([
    ["standard", []],
    ["odd", ["spec.nam"]],
  ]),
};

/** Rules about files, prompts and the text. */
export const textCases: Readonly<Record<string, Cases>> = {
  path: {
    bad: {
      upwards: { header: "context: [../../secret]\n" },
      home: { header: 'tracks: ["~/.ssh/id"]\n' },
      root: { header: "output_schema: /etc/x\n" },
      drive: { header: 'target_files: ["C:\\\\x"]\n' },
    },
    good: {
      inside: {
        header: "target_files: [a..b/c, .github/x.yml]\norigin: ['https://x.org/../a']\n".replace("/../", "/"),
      },
    },
  },
  context: {
    bad: {
      "a missing file": { header: "context: [docs/b.md]\n", context: files },
      "a missing heading": { header: "context: ['docs/a.md#usage']\n", context: files },
    },
    good: {
      "a heading": { header: "context: ['docs/a.md#error-codes', 'docs/a.md#Set up', docs/a.md]\n", context: files },
      "of a completed spec": { header: "status: completed\ncontext: [docs/b.md]\n", context: files },
      "files that nobody looked at": { header: "context: [docs/b.md]\n" },
    },
  },
  source: {
    bad: { "a missing file": { header: "tracks: [src/b.ts]\n", context: files } },
    good: { "the web": { header: "informed_by: ['https://x.org/a']\n", context: files } },
  },
  prompt: {
    bad: {
      "no such prompt": { header: "prompt: standart\n", context: prompts },
      "no such default": { context: { ...prompts, promptOf: () => "mine" } },
    },
    good: { "a known one": { header: "prompt: standard\n", context: prompts } },
  },
  prompt_variable: {
    bad: { "a name that is none": { header: "prompt: odd\n", context: prompts } },
    good: { "a clean prompt": { header: "prompt: standard\n", context: prompts } },
  },
  output: {
    bad: {
      "a bad answer": { header: "status: completed\noutput_schema: s.json\n", context: { output: () => ["No JSON."] } },
    },
    good: {
      "no schema": { header: "status: completed\n", context: { output: () => ["No JSON."] } },
      "no verdict": { header: "status: completed\noutput_schema: s.json\n" },
    },
  },
  secret: {
    bad: {
      "in the header": { header: `token: ${key}\n` },
      "in code": { body: `# T\n\n\`\`\`sh\nexport X=${key}\n\`\`\`\n` },
    },
    good: { "a commit": { header: "commits: [64dd8d2b0d1f0d5a1c6c0e1a0b7f3c2d9e8f7a6b]\n" } },
  },
  criteria: {
    bad: { none: { body: "# T\n" }, "in code": { body: `# T\n\n~~~\n${criteria}~~~\n` } },
    good: { "a driver": { header: "type: driver\n", body: "# T\n" } },
  },
  complexity: {
    bad: {
      criteria: { body: `# T\n\n${criteria}${"- [ ] More\n".repeat(5)}` },
      files: { header: "target_files: [a, b, c, d, e, f]\n" },
      words: { body: `# T\n\n${"word ".repeat(500)}` },
    },
    good: {
      "as much as may be": {
        header: "target_files: [a, b, c, d, e]\n",
        body: `# T\n\n${criteria}${"- [ ] More\n".repeat(4)}`,
      },
    },
  },
  model_waste: {
    bad: { "a small spec": { header: "model: claude-opus-4\n" } },
    good: {
      "a small model": { header: "model: haiku\n" },
      "a done spec": { header: "status: completed\nmodel: opus\n" },
      research: { header: "type: research\nmodel: opus\n" },
      "a big spec": { header: "model: opus\n", body: `# T\n\n${"word ".repeat(200)}` },
    },
  },
};
