import { mkdir, rm } from "node:fs/promises";
import { execa } from "execa";

const roomy = "size=512m";

/** A small file system of one's own: it can be filled, and closed to writers, by one command. */
export interface Disk {
  full(): Promise<boolean>;
  readOnly(): Promise<boolean>;
  /** There is room again, and anybody may write. */
  heal(): Promise<void>;
  unmount(): Promise<void>;
  /** Moves what is on it to where it was mounted: nobody else sees it, and it goes with this process. */
  keep(): Promise<void>;
}

/** Mounts one at a folder; undefined where this process must not. Only a process in a mount namespace of its own should. */
export async function mountDisk(folder: string): Promise<Disk | undefined> {
  await mkdir(folder, { recursive: true });
  const mount = async (...args: string[]) =>
    (await execa("mount", [...args, folder], { reject: false })).exitCode === 0;
  if (!(await mount("-t", "tmpfs", "-o", roomy, "tmpfs"))) return undefined;
  const unmount = async () => void (await execa("umount", ["--lazy", folder], { reject: false }));
  return {
    unmount,
    async keep() {
      const aside = `${folder}.kept`;
      await execa("cp", ["-a", folder, aside]);
      await unmount();
      await execa("cp", ["-a", `${aside}/.`, folder]);
      await rm(aside, { recursive: true, force: true });
    },
    async full() {
      const { stdout } = await execa("df", ["--output=used", "-k", folder]);
      return mount("-o", `remount,size=${Number(stdout.split("\n")[1])}k`);
    },
    readOnly: () => mount("-o", "remount,ro"),
    async heal() {
      await mount("-o", `remount,rw,${roomy}`);
    },
  };
}
