/** What a desktop would show: tray, menus, notices, questions, pictures. It is recorded. */
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type * as Electron from 'electron';

export type Item = Omit<Electron.MenuItemConstructorOptions, 'submenu'> & {
  readonly submenu?: Menu;
};

export class Menu {
  static application: Menu | null = null;
  static buildFromTemplate(template: readonly Electron.MenuItemConstructorOptions[]) {
    return new Menu(template);
  }
  static setApplicationMenu(menu: Menu | null) {
    Menu.application = menu;
  }
  readonly items: readonly Item[];
  constructor(template: readonly Electron.MenuItemConstructorOptions[] = []) {
    this.items = template.map(({ submenu, ...item }) =>
      Array.isArray(submenu) ? { ...item, submenu: new Menu(submenu) } : item,
    );
  }
  /** What a person reads, submenus behind their label, lines as `-`. */
  labels(): readonly string[] {
    return this.items.flatMap((item) => {
      if (item.type === 'separator') return ['-'];
      const own = item.label ?? item.role ?? '';
      return [own, ...(item.submenu?.labels() ?? []).map((label) => `${own} > ${label}`)];
    });
  }
  /** As a person picks it, through the submenus named before it. */
  pick(...labels: readonly string[]): void {
    const [label, ...rest] = labels;
    const item = this.items.find((each) => each.label === label);
    if (!item || item.enabled === false) throw new Error(`no '${label}' to pick in the menu`);
    if (rest.length > 0) item.submenu?.pick(...rest);
    else item.click?.(item as never, undefined, {});
  }
}

export class Tray extends EventEmitter {
  static readonly all: Tray[] = [];
  menu: Menu | null = null;
  /** How often the menu was set: a menu that is open closes each time. */
  menusSet = 0;
  tooltip = '';
  image: NativeImageDouble;
  #destroyed = false;
  constructor(image: NativeImageDouble) {
    super();
    if (image.isEmpty()) throw new TypeError('the double wants a picture for the tray');
    this.image = image;
    Tray.all.push(this);
  }
  setContextMenu(menu: Menu | null) {
    this.menu = menu;
    this.menusSet += 1;
  }
  setToolTip(text: string) {
    this.tooltip = text;
  }
  setImage(image: NativeImageDouble) {
    this.image = image;
  }
  destroy() {
    this.#destroyed = true;
  }
  isDestroyed() {
    return this.#destroyed;
  }
}

export interface Representation {
  readonly scaleFactor: number;
  readonly width: number;
  readonly height: number;
  readonly buffer: Buffer;
}

export class NativeImageDouble {
  readonly representations: Representation[] = [];
  isTemplate = false;
  isEmpty() {
    return this.representations.length === 0;
  }
  addRepresentation(representation: Representation) {
    const size = pngSize(representation.buffer);
    if (size?.width !== representation.width || size.height !== representation.height) {
      throw new TypeError('a representation is not a PNG of the size that it says');
    }
    this.representations.push(representation);
  }
  setTemplateImage(isTemplate: boolean) {
    this.isTemplate = isTemplate;
  }
}

/** Width and height of a PNG, or null for anything else. */
export function pngSize(bytes: Buffer): { readonly width: number; readonly height: number } | null {
  if (bytes.toString('latin1', 1, 4) !== 'PNG' || bytes.length < 24) return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

export const nativeImage = {
  createEmpty: () => new NativeImageDouble(),
  createFromPath(path: string) {
    const image = new NativeImageDouble();
    if (!existsSync(path)) return image; // empty, as Electron's is
    const buffer = readFileSync(path);
    const size = pngSize(buffer);
    if (size) image.addRepresentation({ scaleFactor: 1, ...size, buffer });
    return image;
  },
};

class NativeTheme extends EventEmitter {
  shouldUseDarkColors = false;
  shouldUseDarkColorsForSystemIntegratedUI = false;
  /** As when a person switches the system to dark. */
  turn(isDark: boolean) {
    this.shouldUseDarkColors = isDark;
    this.shouldUseDarkColorsForSystemIntegratedUI = isDark;
    this.emit('updated');
  }
}
export const nativeTheme = new NativeTheme();

export class Notification extends EventEmitter {
  static readonly shown: Notification[] = [];
  static isSupported() {
    return true;
  }
  readonly title: string;
  readonly body: string;
  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions) {
    super();
    this.title = title;
    this.body = body;
  }
  show() {
    Notification.shown.push(this);
  }
}

class PowerMonitor extends EventEmitter {
  /** Seconds; nobody has touched anything for an hour. */
  getSystemIdleTime() {
    return 3_600;
  }
}
export const powerMonitor = new PowerMonitor();

/** A question stays open until a test answers it, or at once if the answer lies ready. */
export const dialog = {
  asked: [] as Electron.MessageBoxOptions[],
  errors: [] as { readonly title: string; readonly content: string }[],
  answers: [] as string[],
  waiting: [] as ((label: string) => void)[],
  showMessageBox(
    ...given: readonly [Electron.MessageBoxOptions] | readonly [unknown, Electron.MessageBoxOptions]
  ): Promise<{ response: number; checkboxChecked: boolean }> {
    const options = given.at(-1) as Electron.MessageBoxOptions;
    dialog.asked.push(options);
    return new Promise((done, fail) => {
      const answer = (label: string) => {
        const response = (options.buttons ?? []).indexOf(label);
        if (response < 0) fail(new Error(`the question offers no '${label}'`));
        else done({ response, checkboxChecked: false });
      };
      const ready = dialog.answers.shift();
      if (ready === undefined) dialog.waiting.push(answer);
      else answer(ready);
    });
  },
  showErrorBox(title: string, content: string) {
    dialog.errors.push({ title, content });
  },
  /** Presses a button of the oldest open question, or of the next one. */
  answer(label: string) {
    const open = dialog.waiting.shift();
    if (open) open(label);
    else dialog.answers.push(label);
  },
};
