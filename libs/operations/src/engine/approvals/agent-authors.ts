import type { Commit } from "@chant/git";

interface Agent {
  readonly name: string;
  /** Its own addresses, whole. */
  readonly addresses: readonly string[];
  /** Whose address it may have besides, under a name that is nothing but the agent's. */
  readonly domains: readonly string[];
  /** The words that such a name begins with. */
  readonly words: readonly string[];
}

/** Agents as they sign commits. The number before a login of GitHub's says nothing. */
const agents: readonly Agent[] = [
  {
    name: "Claude",
    addresses: ["noreply@anthropic.com", "claude@users.noreply.github.com", "claude[bot]@users.noreply.github.com"],
    domains: ["anthropic.com"],
    words: ["claude"],
  },
  {
    name: "ChatGPT",
    addresses: [
      "noreply@openai.com",
      "codex@openai.com",
      "chatgpt@openai.com",
      "chatgpt-codex-connector[bot]@users.noreply.github.com",
    ],
    domains: ["openai.com"],
    words: ["chatgpt", "gpt", "codex"],
  },
  {
    name: "Copilot",
    addresses: [
      "copilot@github.com",
      "copilot@users.noreply.github.com",
      "copilot-swe-agent[bot]@users.noreply.github.com",
      "github-copilot[bot]@users.noreply.github.com",
    ],
    domains: ["github.com", "users.noreply.github.com"],
    words: ["copilot", "github copilot"],
  },
  {
    name: "Gemini",
    addresses: [
      "gemini-cli-robot@google.com",
      "gemini-cli@users.noreply.github.com",
      "gemini-code-assist[bot]@users.noreply.github.com",
      "google-labs-jules[bot]@users.noreply.github.com",
    ],
    domains: ["google.com"],
    words: ["gemini", "jules"],
  },
  {
    name: "Cursor",
    addresses: ["cursoragent@cursor.com", "cursor[bot]@users.noreply.github.com"],
    domains: ["cursor.com", "cursor.sh"],
    words: ["cursor"],
  },
  { name: "Kiro", addresses: ["kiro-agent@users.noreply.github.com"], domains: ["kiro.dev"], words: ["kiro"] },
  { name: "opencode", addresses: ["noreply@opencode.ai"], domains: ["opencode.ai"], words: ["opencode"] },
  { name: "aider", addresses: ["aider@aider.chat", "noreply@aider.chat"], domains: ["aider.chat"], words: ["aider"] },
  {
    name: "Devin",
    addresses: ["devin-ai-integration[bot]@users.noreply.github.com"],
    domains: ["devin.ai"],
    words: ["devin"],
  },
];

/** What may follow in the name of an agent or its model: a word of these, or anything that begins with a digit. */
const modelWords: ReadonlySet<string> = new Set([
  ...["ai", "agent", "bot", "cli", "code", "coding", "assist", "chat"],
  ...["opus", "sonnet", "haiku", "instant", "turbo", "mini", "nano", "pro", "flash", "ultra", "lite", "preview"],
  ...["max", "high", "low", "medium", "thinking", "latest", "experimental", "codex"],
]);

/** The agents that some commits name as author or co-author: by exact address or exact name, so that no person is one. */
export function agentsIn(commits: readonly Commit[], moreAddresses: readonly string[] = []): string[] {
  const more = new Set(moreAddresses.map(plainAddress));
  const found = commits.flatMap((commit) => [
    agentOf({ name: "", address: commit.author_email }, more),
    ...coAuthorsOf(commit).map((person) => agentOf(person, more)),
  ]);
  return [...new Set(found.filter((name) => name !== undefined))];
}

interface Person {
  readonly name: string;
  /** Empty where the trailer has none. */
  readonly address: string;
}

function coAuthorsOf({ trailers }: Commit): Person[] {
  const values = Object.entries(trailers).filter(([key]) => key.toLowerCase() === "co-authored-by");
  return values.flatMap(([, all]) => all.map(toPerson));
}

function toPerson(value: string): Person {
  const open = value.lastIndexOf("<");
  if (open === -1) return { name: value.trim(), address: "" };
  return {
    name: value.slice(0, open).trim(),
    address: value
      .slice(open + 1)
      .replace(/>\s*$/, "")
      .trim(),
  };
}

function agentOf({ name, address }: Person, more: ReadonlySet<string>): string | undefined {
  const plain = plainAddress(address);
  if (plain !== "" && more.has(plain)) return name === "" ? address : name;
  const domain = plain.slice(plain.lastIndexOf("@") + 1);
  const agent = agents.find(({ addresses, domains, words }) => {
    if (addresses.includes(plain)) return true;
    return (plain === "" || domains.includes(domain)) && isNamed(name, words);
  });
  return agent?.name;
}

function plainAddress(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^\d+\+/, "");
}

/** Whether a name is one of some and nothing but a model besides. */
function isNamed(name: string, words: readonly string[]): boolean {
  const text = name
    .toLowerCase()
    .replaceAll(/[-_()\s]+/g, " ")
    .trim();
  const first = words.find((word) => text === word || text.startsWith(`${word} `));
  if (first === undefined) return false;
  const rest = text.slice(first.length).split(" ").filter(Boolean);
  return rest.every((word) => modelWords.has(word) || /^\d/.test(word));
}
