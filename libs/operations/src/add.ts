import { createSpec, isSpecId, nextId, specTypes, type Frontmatter } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { createFileExclusively } from "@chant/core/store";
import * as z from "zod";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { commitSpecFile } from "./engine/spec-file.ts";
import { findSpec, loadArchive, loadSpecs, localDate, type SpecSet } from "./engine/specs.ts";

/** Creates a spec. */
export const add = defineOperation({
  name: "add",
  summary: "Add a spec",
  effect: "write",
  positionals: ["description"],
  input: z.object({
    description: z.string().describe("What is wanted; a long text becomes title and body"),
    type: z.enum(specTypes).default("code").describe("Kind of spec"),
    label: z.array(z.string()).default([]).describe("Label"),
    depends_on: z.array(z.string()).default([]).describe("Spec that has to be completed first"),
    prompt: z.string().optional().describe("Prompt to work it with"),
    needs_approval: z.boolean().default(false).describe("Refuse to work it before it is approved"),
    commit: z.boolean().default(true).describe("Commit the new file"),
  }),
  output: z.object({
    id: z.string(),
    path: z.string(),
    title: z.string(),
    committed: z.boolean(),
    notices: z.array(z.string()),
  }),
  async run(input, context) {
    const project = await context.project();
    const { title, body } = splitDescription(input.description);
    const set = await loadSpecs(project);
    const fields = await toFields({ project, context, set }, input);
    const { id, path } = await createFile(
      { project, context, set },
      (newId) => createSpec({ id: newId, title, body, fields }).text,
    );
    const committed =
      input.commit &&
      (await commitSpecFile({ project, context, path, subject: `add ${id}`, trailers: { "Chant-Spec": id } }));
    const notices =
      input.commit && !committed ? ["The spec is not committed: there is no branch here to commit it to."] : [];
    return { id, path, title, committed, notices };
  },
});

const longTitle = 80;

/** A long description is a title up to its first line or sentence end, and a body. Throws INPUT_MISSING. */
export function splitDescription(description: string): { title: string; body: string } {
  const text = description.trim();
  if (text === "")
    throw new ChantError("INPUT_MISSING", "add needs a description.", { fix: 'chant add "Say what is wanted"' });
  const [firstLine = "", ...lines] = text.split(/\r?\n/);
  if (lines.length > 0) return { title: firstLine.trim(), body: lines.join("\n").trim() };
  const sentence = [...text].length > longTitle ? /^(.+?)\.\s+(.+)$/s.exec(text) : null;
  return { title: sentence?.[1] ?? text, body: sentence?.[2] ?? "" };
}

interface Where {
  readonly project: Project;
  readonly context: Context;
  readonly set: SpecSet;
}

type Input = z.output<typeof add.input>;

async function toFields(where: Where, input: Input): Promise<Partial<Frontmatter>> {
  const dependencies = await Promise.all(input.depends_on.map((id) => findSpec(where, id)));
  return {
    type: input.type,
    status: "pending",
    ...(input.label.length > 0 ? { labels: input.label } : {}),
    ...(dependencies.length > 0 ? { depends_on: dependencies.map((entry) => entry.spec.id) } : {}),
    ...(input.prompt === undefined ? {} : { prompt: input.prompt }),
    ...(input.needs_approval ? { approval: { required: true, status: "pending" as const } } : {}),
  };
}

/** The file is created exclusively: of two processes that chose the same id one chooses again. */
async function createFile(
  { project, context, set }: Where,
  text: (id: string) => string,
): Promise<{ id: string; path: string }> {
  await mkdir(project.paths.specs, { recursive: true });
  const archive = loadArchive(project);
  const taken = new Set([...set.active, ...archive].map((entry) => entry.spec.id));
  const { prefix } = project.config.project;
  for (;;) {
    const date = localDate(context.now());
    const id = nextId({ date, taken, random: context.random, ...(prefix === undefined ? {} : { prefix }) });
    if (!isSpecId(id))
      throw new ChantError("CONFIG_INVALID", `project.prefix makes the id "${id}", which is no file name.`);
    const path = join(project.paths.specs, `${id}.md`);
    if (await createFileExclusively(path, text(id))) return { id, path };
    taken.add(id);
  }
}
