/** Something in a text that looks like a credential. What it is stays out of it: facts are written to disk. */
export interface Secret {
  readonly kind: string;
  /** Line in the whole text, from 1. */
  readonly line: number;
}

// Formats that issuers made recognisable on purpose; a hash, an id or a base64 blob is none of them.
const forms: readonly (readonly [kind: string, form: string])[] = [
  ["an Anthropic key", String.raw`sk-ant-[\w-]{20,200}`],
  ["an OpenAI key", String.raw`sk-(?:proj-|svcacct-|admin-)?[\w-]{32,200}`],
  ["a GitHub token", String.raw`gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{22,255}`],
  ["a GitLab token", String.raw`glpat-[\w-]{20,200}`],
  ["an AWS access key", String.raw`(?:AKIA|ASIA)[A-Z0-9]{16}`],
  ["a Google API key", String.raw`AIza[\w-]{35}`],
  ["a Slack token", String.raw`xox[abeoprs]-[A-Za-z0-9-]{20,200}`],
  ["an npm token", String.raw`npm_[A-Za-z0-9]{36}`],
  ["a Hugging Face token", String.raw`hf_[A-Za-z0-9]{30,100}`],
  ["a Stripe key", String.raw`[sr]k_live_[A-Za-z0-9]{20,200}`],
  ["a private key", String.raw`-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----\s{1,4}[A-Za-z0-9+/=]{40}`],
];

const pattern = new RegExp(`(?<![\\w-])(?:${forms.map(([, form]) => `(${form})`).join("|")})`, "g");

/** The first twenty credentials in a text. */
export function secretsIn(text: string): readonly Secret[] {
  const real = [...text.matchAll(pattern)].filter(([found]) => !isPlaceholder(found)).slice(0, 20);
  return real.map((match) => ({ kind: kindOf(match), line: text.slice(0, match.index).split("\n").length }));
}

/** A real one is random: many different characters, digits among them. */
function isPlaceholder(found: string): boolean {
  if (/example|placeholder|your|dummy|redacted|x{5}|\.{3}/i.test(found) || !/\d/.test(found)) return true;
  return new Set(found.slice(-16)).size < 8;
}

function kindOf(match: RegExpExecArray): string {
  const [, ...groups] = match;
  return forms[groups.findIndex((group: string | undefined) => group !== undefined)]?.[0] ?? "a credential";
}
