import { expect, test } from 'vitest';
import { linkAmong, routeOfLink } from '../../main/desktop/deep-links.ts';

const job = 'f0'.repeat(32);

test.each([
  ['commonhours://join/Ab_c-9', '/community/join/Ab_c-9'],
  ['commonhours://join/Ab_c-9/', '/community/join/Ab_c-9'],
  ['COMMONHOURS://Join/Ab_c-9', '/community/join/Ab_c-9'],
  ['commonhours://community/xyz', '/community/open/xyz'],
  [`commonhours://job/${job}`, `/jobs/${job}`],
  [`commonhours://release/${job}`, `/software/${job}`],
  [`commonhours://task/${job}`, `/tasks/${job}`],
])('%s leads to its page', (link, route) => {
  expect(routeOfLink(link)).toBe(route);
});

test.each([
  'commonhours://job/12',
  'commonhours://nothing/12',
  'commonhours://constructor/12',
  'commonhours://join/../settings',
  'commonhours://join/a?b=c',
  'commonhours://join/a#/settings',
  'commonhours://join/%2e%2e',
  'commonhours:join/a',
  'https://example.org/join/a',
  `commonhours://join/${'a'.repeat(20_000)}`,
])('%s leads to a page that says that there is no such page', (link) => {
  expect(routeOfLink(link)).toBe('/no-such-link');
});

test('the first link among the arguments is the one that is meant', () => {
  expect(linkAmong(['electron', '.', '--hidden'])).toBeNull();
  expect(linkAmong(['electron', 'CommonHours://join/a', 'commonhours://join/b'])).toBe(
    'CommonHours://join/a',
  );
});
