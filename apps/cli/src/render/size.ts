const units = ["B", "KB", "MB", "GB"];

/** A number of bytes for people; `+` where it is more than was looked at. */
export function sizeOf({ bytes, whole }: { readonly bytes: number; readonly whole: boolean }): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  const number = bytes / 1024 ** step;
  return `${number.toFixed(step === 0 ? 0 : 1)} ${units[step] ?? "B"}${whole ? "" : "+"}`;
}
