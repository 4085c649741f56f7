import { mkdir } from "node:fs/promises";
import { execa } from "execa";

const roomy = "size=512m";

/** A small file system of one's own: it can be filled, and closed to writers, by one command. */
export interface Disk {
  full(): Promise<boolean>;
  readOnly(): Promise<boolean>;
  /** There is room again, and anybody may write. */
  heal(): Promise<void>;
  unmount(): Promise<void>;
}

/** Mounts one at a folder; undefined where this process must not. Only a process in a mount namespace of its own should. */
export async function mountDisk(folder: string): Promise<Disk | undefined> {
  await mkdir(folder, { recursive: true });
  const mount = async (...args: string[]) =>
    (await execa("mount", [...args, folder], { reject: false })).exitCode === 0;
  if (!(await mount("-t", "tmpfs", "-o", roomy, "tmpfs"))) return undefined;
  return {
    async full() {
      const { stdout } = await execa("df", ["--output=used", "-k", folder]);
      return mount("-o", `remount,size=${Number(stdout.split("\n")[1])}k`);
    },
    readOnly: () => mount("-o", "remount,ro"),
    async heal() {
      await mount("-o", `remount,rw,${roomy}`);
    },
    async unmount() {
      await execa("umount", [folder], { reject: false });
    },
  };
}
