import * as z from "zod";
import { parseDuration } from "./duration.ts";

// YAML scalars arrive as text; these give them their type.

const words: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

/** true or false, in any of YAML's spellings. */
export const flag = z.preprocess((value) => words[String(value).toLowerCase()] ?? value, z.boolean());

/** A text that is not empty. */
export const text = z.string().min(1);

/** A whole number from 0. */
export const count = z.coerce.number().int().min(0);

/** A number above 0. */
export const positive = z.coerce.number().positive();

/** A TCP port; 0 lets the system choose. */
export const port = z.coerce.number().int().min(0).max(65_535);

/** Texts; a single one is a list of one. */
export const list = z.preprocess((value) => (typeof value === "string" ? [value] : value), z.array(text));

/** A length of time such as `90d`. */
export const duration = text.refine((value) => parseDuration(value) !== undefined, {
  error: "a number and ms, s, m, h, d, w, mo or y is expected",
});

/** What a project or repository may be called, as part of a spec id. */
export const slug = text.regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/, {
  error: "letters, digits, - and _ are expected",
});

/** A web address; whoever can read the config would read a password in it. */
export const address = z
  .url({ protocol: /^https?$/, error: "an http or https address is expected" })
  .refine((value) => !/^[a-z]+:\/\/[^/?#]*@/i.test(value), {
    error: "it holds a user name or password; name an environment variable instead",
  });
