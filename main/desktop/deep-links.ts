/**
 * Links of our own, `commonhours://KIND/WHAT`. Whoever sends one decides what is looked at and nothing else: each leads
 * to a page on which a person reviews it, and none of them does anything.
 */

export const linkScheme = 'commonhours';

/** The longest is an invitation, which a page reads and refuses by itself. */
const linkLengthMax = 16_384;
const form = /^commonhours:\/\/([a-z]+)\/([\w-]+)\/?$/i;
const key = /^[0-9a-f]{64}$/;

/** By kind, the page and whether it wants a key, as of a job. */
const pages: Readonly<Record<string, { readonly path: string; readonly isKey: boolean }>> = {
  join: { path: '/community/join', isKey: false },
  community: { path: '/community/open', isKey: false },
  job: { path: '/jobs', isKey: true },
  release: { path: '/software', isKey: true },
  task: { path: '/tasks', isKey: true },
};

/** Where in the page a link leads; a page that does not exist says so. */
export function routeOfLink(link: string): string {
  const [, kind = '', what = ''] = link.length > linkLengthMax ? [] : (form.exec(link) ?? []);
  const name = kind.toLowerCase();
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  if (page === undefined || (page.isKey && !key.test(what))) return '/no-such-link';
  return `${page.path}/${what}`;
}

/** The link among the arguments of a start, if there is one: how Windows and Linux hand it over. */
export function linkAmong(argv: readonly string[]): string | null {
  const start = `${linkScheme}:`;
  return argv.find((each) => each.slice(0, start.length).toLowerCase() === start) ?? null;
}
