/** How large everything is that is read, in percent of what the browser has: all sizes of ours follow the root's. */
export const textSizes = ['90', '100', '115', '130', '150', '200'] as const;
export type TextSize = (typeof textSizes)[number];

const key = 'common-hours.text-size';

/** The size that was chosen in this window before; 100 if none was. */
export function readTextSize(): TextSize {
  const stored = localStorage.getItem(key);
  return textSizes.find((size) => size === stored) ?? '100';
}

/** Shows this size at once and keeps it for the next time. */
export function applyTextSize(size: TextSize): void {
  const { style } = document.documentElement;
  if (size === '100') {
    localStorage.removeItem(key);
    style.removeProperty('font-size');
    return;
  }
  localStorage.setItem(key, size);
  style.setProperty('font-size', `${size}%`);
}
