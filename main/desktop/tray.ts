/** The icon in the tray: shows what `tray-menu.ts` and `tray-icon.ts` say, and reports what is picked. */
import { readFileSync } from 'node:fs';
import { Menu, nativeImage, nativeTheme, Tray } from 'electron';
import type { MenuItemConstructorOptions, NativeImage } from 'electron';
import type { NodeView } from './node-view.ts';
import { createHeldShape, iconFile, iconShape, iconSizes } from './tray-icon.ts';
import type { IconShape } from './tray-icon.ts';
import { trayMenu, trayTitle } from './tray-menu.ts';
import type { TrayAction, TrayItem } from './tray-menu.ts';

export interface TrayOptions {
  readonly node: NodeView;
  readonly onAction: (action: TrayAction) => void;
  /** When the person last saw the window, in milliseconds since 1970. */
  readonly seenAtMs: () => number;
}

export interface TrayIcon {
  /** After something has changed that the node does not tell of. */
  refresh(): void;
  destroy(): void;
}

/** Puts the icon into the tray. Keep the answer: an icon that nobody holds vanishes. */
export function createTray({ node, onAction, seenAtMs }: TrayOptions): TrayIcon {
  const icon = createHeldShape(currentShape(), after, (shape) => {
    tray.setImage(picture(shape));
  });
  const tray = new Tray(picture(icon.shown()));
  let shownMenu = '';
  let shownTitle = '';

  function currentShape(): IconShape {
    const { status, lending, jobs } = node.get();
    return iconShape(status, lending, jobs, seenAtMs());
  }
  function show(): void {
    const nowMs = Date.now();
    icon.want(currentShape());
    const title = trayTitle(node.get(), nowMs);
    if (title !== shownTitle) tray.setToolTip(title);
    shownTitle = title;
    const items = trayMenu(node.get(), process.platform, nowMs);
    const key = JSON.stringify(items);
    if (key !== shownMenu) tray.setContextMenu(Menu.buildFromTemplate(templateOf(items, onAction)));
    shownMenu = key;
  }
  function repaint(): void {
    tray.setImage(picture(icon.shown()));
  }

  // macOS opens the menu on any click, and so does Linux, which tells no clicks apart
  if (process.platform === 'win32') {
    tray.on('click', () => {
      onAction({ kind: 'open', route: '/' });
    });
  }
  nativeTheme.on('updated', repaint);
  const forget = node.onChange(show);
  show();
  return {
    refresh: show,
    destroy() {
      forget();
      icon.stop();
      nativeTheme.off('updated', repaint);
      tray.destroy();
    },
  };
}

function templateOf(
  items: readonly TrayItem[],
  onAction: (action: TrayAction) => void,
): MenuItemConstructorOptions[] {
  return items.map((item): MenuItemConstructorOptions => {
    switch (item.kind) {
      case 'text':
        return { label: item.label, enabled: false };
      case 'line':
        return { type: 'separator' };
      case 'menu':
        return { label: item.label, submenu: templateOf(item.items, onAction) };
      case 'action':
        return {
          label: item.label,
          click: () => {
            onAction(item.action);
          },
        };
    }
  });
}

function after(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
}

function picture(shape: IconShape): NativeImage {
  // Linux panels are about 24 pixels high; Windows and macOS ask for 16 and scale from there.
  const unit = process.platform === 'linux' ? 24 : 16;
  const panel = isPanelDark() ? 'dark' : 'light';
  const image = nativeImage.createEmpty();
  for (const size of iconSizes.filter((each) => each >= unit)) {
    const buffer = readFileSync(iconFile(shape, panel, size));
    image.addRepresentation({ scaleFactor: size / unit, width: size, height: size, buffer });
  }
  if (process.platform === 'darwin') image.setTemplateImage(true);
  return image;
}

/** The panel need not be as bright as the windows are: that of GNOME is always dark. */
function isPanelDark(): boolean {
  if (process.platform === 'darwin') return false; // it colours a template by itself
  if (/GNOME/i.test(process.env.XDG_CURRENT_DESKTOP ?? '')) return true;
  return process.platform === 'win32'
    ? nativeTheme.shouldUseDarkColorsForSystemIntegratedUI
    : nativeTheme.shouldUseDarkColors;
}
