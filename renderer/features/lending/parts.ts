/** The parts of the lending page, in the order of their tabs. */
export const lendingParts = [
  { id: 'now', name: 'Now', path: '/lending' },
  { id: 'limits', name: 'Limits', path: '/lending/limits' },
  { id: 'schedule', name: 'Schedule', path: '/lending/schedule' },
  { id: 'people', name: 'Who may borrow', path: '/lending/people' },
  { id: 'history', name: 'History', path: '/lending/history' },
  { id: 'log', name: 'Log', path: '/lending/log' },
] as const;
export type LendingPart = (typeof lendingParts)[number]['id'];
