import { expect, test } from "vitest";
import { secretsIn } from "./secrets.ts";

// Put together here, so that nobody's scanner takes this file for a leak.
const random = "aB3dE6gH9jK2mN5pQ8sTu1wX4zA7cF0hL5oR";

test.each([
  ["an Anthropic key", `sk-ant-api03-${random}`],
  ["an OpenAI key", `sk-proj-${random}`],
  ["a GitHub token", `ghp_${random}`],
  ["a GitHub token", `github_pat_${random}`],
  ["a GitLab token", `glpat-${random.slice(0, 20)}`],
  ["an AWS access key", `AKIA${random.slice(0, 16).toUpperCase()}`],
  ["a Google API key", `AIza${random.slice(0, 35)}`],
  ["a Slack token", `xoxb-${random}`],
  ["an npm token", `npm_${random}`],
  ["a Hugging Face token", `hf_${random}`],
  ["a Stripe key", `sk_live_${random}`],
  ["a private key", `-----BEGIN RSA PRIVATE KEY-----\n${random}${random}\n`],
])("finds %s", (kind, text) => {
  expect(secretsIn(`one\n"${text}" end`)).toEqual([{ kind, line: 2 }]);
});

test.each([
  ["a commit", "64dd8d2b0d1f0d5a1c6c0e1a0b7f3c2d9e8f7a6b"],
  ["an id", "2026-01-22-001-x7m"],
  ["an example", `AKIA${"IOSFODNN7"}EXAMPLE`],
  ["a placeholder", `ghp_${"x".repeat(36)}`],
  ["a placeholder of a key", "sk-ant-your-key-goes-here-12345"],
  ["a branch", "task/sk-improve-the-login-page-of-the-admin-area"],
  ["a word with a prefix", `disk-${random}`],
  ["the first line of a key file", "starts with -----BEGIN PRIVATE KEY-----"],
  ["base64", `${random}${random}==`],
])("%s is no secret", (_, text) => {
  expect(secretsIn(text)).toEqual([]);
});
