/** A short message in the corner, read out by screen readers. */
export interface Announcement {
  readonly id: number;
  readonly text: string;
  readonly tone: 'good' | 'bad';
  readonly link?: { readonly href: string; readonly label: string };
}

/** Long enough to read two lines twice. */
const SHOWN_MS = 7_000;
/** Older ones make room. */
const MOST_SHOWN = 3;

/** What has just happened, for a few seconds. */
export class Announcements {
  shown = $state.raw<readonly Announcement[]>([]);

  readonly #later: (task: () => void, delayMs: number) => () => void;
  #nextId = 1;

  constructor(later: (task: () => void, delayMs: number) => () => void) {
    this.#later = later;
  }

  say(text: string, options: Partial<Pick<Announcement, 'tone' | 'link'>> = {}): void {
    const announcement: Announcement = { id: this.#nextId, text, tone: 'good', ...options };
    this.#nextId += 1;
    this.shown = [...this.shown, announcement].slice(-MOST_SHOWN);
    this.#later(() => this.dismiss(announcement.id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((announcement) => announcement.id !== id);
  }
}
