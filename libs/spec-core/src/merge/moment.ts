/**
 * The first moment that a text names, as milliseconds; without a zone it is taken for UTC. A day counts where no id goes on
 * from it.
 */
export function momentOf(text: string): number | undefined {
  const match =
    /(?<![\w-])(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d:\d\d)?(?!\d)|(?![\w-]))/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, day = "", time = "00:00", zone = "Z"] = match;
  const moment = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(moment) ? undefined : moment;
}
