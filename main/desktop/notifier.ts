import { Notification } from 'electron';

export interface Shown {
  readonly title: string;
  readonly body: string;
  /** Where a click leads. */
  readonly route: string;
}

/** Some systems never say that a notice is gone. */
const heldMax = 20;

/** Shows one and holds it: a notice that nobody holds is collected before it is clicked. */
export function createNotifier(open: (route: string) => void): (notice: Shown) => void {
  const held = new Set<Notification>();
  return ({ title, body, route }) => {
    if (!Notification.isSupported()) return;
    const notice = new Notification({ title, body });
    held.add(notice);
    const forget = () => held.delete(notice);
    notice.once('close', forget);
    notice.once('failed', forget);
    notice.once('click', () => {
      forget();
      open(route);
    });
    if (held.size > heldMax) held.delete([...held][0] ?? notice);
    notice.show();
  };
}
