import type { Commit } from "@chant/git";
import { expect, test } from "vitest";
import { agentsIn } from "./agent-authors.ts";

const commit = (trailers: Commit["trailers"], author_email = "ann@example.com"): Commit => ({
  ...{ hash: "a", parents: [], author_email, subject: "work", trailers },
});

const coAuthor = (...values: string[]) => commit({ "Co-Authored-By": values });

test.each([
  ["Claude <noreply@anthropic.com>", "Claude"],
  ["Claude Opus 4.5 (1M context) <noreply@anthropic.com>", "Claude"],
  ["Claude", "Claude"],
  ["GPT-4 <gpt@openai.com>", "ChatGPT"],
  ["ChatGPT <noreply@openai.com>", "ChatGPT"],
  ["gpt-5.2-codex", "ChatGPT"],
  ["Copilot <223556219+Copilot@users.noreply.github.com>", "Copilot"],
  ["GitHub Copilot <copilot@github.com>", "Copilot"],
  ["copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>", "Copilot"],
  ["Gemini 2.5 Pro <gemini@google.com>", "Gemini"],
  ["gemini-code-assist[bot] <176961590+gemini-code-assist[bot]@users.noreply.github.com>", "Gemini"],
  ["Cursor Agent <cursoragent@cursor.com>", "Cursor"],
  ["aider (gpt-4o) <aider@aider.chat>", "aider"],
])("V15: %s is an agent", (value, agent) => {
  expect(agentsIn([coAuthor(value)])).toEqual([agent]);
});

test.each([
  "Craig Aiken <craig.aiken@gmail.com>",
  "Claude Monet <claude@monet.example>",
  "Claude <claude@example.com>",
  "Claude Dupont <claude.dupont@anthropic.com>",
  "Jane Doe <jane@openai.com>",
  "Aida <aida@ai-company.example>",
  "Gemini Rossi",
  "Copilot Fan <12345+copilotfan@users.noreply.github.com>",
  "Devin Smith <devin@example.com>",
  "An Assistant <assistant@hospital.example>",
  "noreply@anthropic.com <somebody@example.com>",
  "",
])("V15: co-author %s is human", (value) => {
  expect(agentsIn([coAuthor(value)])).toEqual([]);
});

test("the trailer counts in any case, other trailers do not, and each agent is named once", () => {
  const commits = [
    commit({ "co-authored-by": ["Claude <noreply@anthropic.com>"] }),
    commit({ "CO-AUTHORED-BY": ["Bob <bob@example.com>", "Claude Code <noreply@anthropic.com>"] }),
    commit({ "Reviewed-by": ["Gemini <gemini@google.com>"] }),
  ];
  expect(agentsIn(commits)).toEqual(["Claude"]);
});

test("an agent that is the author itself counts, and so do addresses that a project names", () => {
  expect(agentsIn([commit({}, "cursoragent@cursor.com")])).toEqual(["Cursor"]);
  expect(agentsIn([coAuthor("Our Bot <Bot@Example.com>")], ["bot@example.com"])).toEqual(["Our Bot"]);
  expect(agentsIn([commit({}, "bot@example.com")], ["bot@example.com"])).toEqual(["bot@example.com"]);
});
