import type { Prompt } from "./parse.ts";

/** The values of a prompt's variables by name, such as `spec.title`. */
export type PromptVariables = Readonly<Record<string, string>>;

export interface RenderRequest {
  /** The prompt first, then what it extends, one after the other. */
  readonly chain: readonly Prompt[];
  readonly extensions: readonly Prompt[];
  readonly variables: PromptVariables;
}

export interface RenderedPrompt {
  readonly text: string;
  /** Names in the prompt that are no variables; they stay as they are. */
  readonly unknown: readonly string[];
}

const parentMark = "{{> parent}}";

/**
 * Fills a prompt in: parents where their mark stands, or before the text without one, then every variable in a single pass,
 * so that text from a spec is never read as a template.
 */
export function renderPrompt({ chain, extensions, variables }: RenderRequest): RenderedPrompt {
  const template = [inherit(chain), ...extensions.map((extension) => extension.body)].join("\n\n");
  const unknown = new Set<string>();
  const text = template.replaceAll(/\{\{\s*([a-z_]+(?:\.[a-z_]+)?)\s*\}\}/g, (mark, name: string) => {
    if (Object.hasOwn(variables, name)) return variables[name] as string;
    unknown.add(name);
    return mark;
  });
  return { text, unknown: [...unknown] };
}

function inherit(chain: readonly Prompt[]): string {
  const [child, ...parents] = chain;
  if (child === undefined) return "";
  if (parents.length === 0) return child.body;
  const parent = inherit(parents);
  return child.body.includes(parentMark) ? child.body.split(parentMark).join(parent) : `${parent}\n\n${child.body}`;
}
