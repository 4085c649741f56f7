import type { SpecHeader } from "../facts.ts";

/** What a header holds under a key, known to chant or not; undefined when the key is absent. */
export function headerValue({ frontmatter, unknown }: SpecHeader, key: string): unknown {
  if (Object.hasOwn(frontmatter, key)) return frontmatter[key as keyof typeof frontmatter];
  return Object.hasOwn(unknown, key) ? unknown[key] : undefined;
}
