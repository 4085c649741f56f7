import { access, constants, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { readConfigValue } from "@chant/git";
import * as z from "zod";
import { attributeLines, driverCommand, driverKey } from "../../kernel/merge-driver.ts";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";

/** Whether git calls chant for specs here, and what is missing for that. */
export const driverState = z.object({
  ready: z.boolean().describe("Git merges specs here as chant does"),
  attributes: z.array(z.string()).describe("Lines that .gitattributes lacks"),
  command: z
    .enum(["set", "other", "missing"])
    .describe("What this clone's config says; other: not what this chant sets"),
  on_path: z.boolean().describe("Whether there is a chant for git to call"),
});

export type DriverState = z.output<typeof driverState>;

/** Reads how the merge driver stands. One git process. */
export async function readDriverState(project: Project, { env }: Context): Promise<DriverState> {
  const [attributes, configured, on_path] = await Promise.all([
    missingLines(project.root),
    readConfigValue(await project.repository(), driverKey),
    isOnPath(env),
  ]);
  const command = configured === undefined ? "missing" : configured === driverCommand ? "set" : "other";
  return { ready: attributes.length === 0 && command !== "missing" && on_path, attributes, command, on_path };
}

/** The lines that the attributes of a project lack. */
export async function missingLines(root: string): Promise<string[]> {
  const text = await readFile(join(root, ".gitattributes"), "utf8").catch(() => "");
  const there = new Set(text.split("\n").map((line) => line.trim()));
  return attributeLines.filter((line) => !there.has(line));
}

async function isOnPath(env: Context["env"]): Promise<boolean> {
  const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const names = process.platform === "win32" ? ["chant.cmd", "chant.exe"] : ["chant"];
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = await Promise.all(
    files.map((file) =>
      access(file, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
