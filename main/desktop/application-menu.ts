/** The menu bar: what the systems expect for text, zoom and windows; nothing of ours stands there. */
import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';

/** Sets it for every window. Only macOS always shows it; elsewhere the Alt key does. */
export function setApplicationMenu(platform: string): void {
  const own: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  };
  const template = [...own, { role: 'editMenu' } as const, view, { role: 'windowMenu' } as const];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
