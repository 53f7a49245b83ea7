import { pages } from '../../renderer/features/app/pages.ts';

/** What is pressed for a page of the sidebar, wherever it stands among the others. */
export function pageKey(path: string): string {
  return `Control+${pages.findIndex((page) => page.path === path) + 1}`;
}
