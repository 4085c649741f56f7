/** A time that goes on, as a clock shows it: 0:07, 12:30, 1:02:03. */
export function clock(seconds: number): string {
  const [hours, minutes, rest] = parts(seconds);
  const two = (number: number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A time that is over, in words: 7s, 12m 30s, 1h 2m. */
export function duration(seconds: number): string {
  const [hours, minutes, rest] = parts(seconds);
  if (hours > 0) return `${hours}h ${minutes}m`;
  return minutes > 0 ? `${minutes}m ${rest}s` : `${rest}s`;
}

function parts(seconds: number): [hours: number, minutes: number, seconds: number] {
  const whole = Math.max(0, Math.round(seconds));
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
}

/** An amount in USD; one below a cent keeps what makes it differ from nothing. */
export function dollars(amount: number): string {
  return `$${amount.toFixed(amount > 0 && amount < 0.01 ? 4 : 2)}`;
}
