const LOCALE = 'en-IE';

const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric' });
const MOMENT = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** `22 November 2026`, in the reader's time zone. */
export function formatDay(instant: string): string {
  return DAY.format(new Date(instant));
}

/** `22 Nov, 14:05`, in the reader's time zone. */
export function formatMoment(instant: string): string {
  return MOMENT.format(new Date(instant));
}
