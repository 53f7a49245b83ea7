import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/**
 * The width of an element in pixels, so that a chart is drawn in real ones and its text keeps its size, and
 * how much larger than usual the text is.
 */
export function useWidth<E extends Element>(): readonly [RefObject<E | null>, number, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  const [scale, setScale] = useState(1);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
      setScale(textScale());
    });
    observer.observe(element);
    setScale(textScale());
    setWidth(Math.floor(element.getBoundingClientRect().width));
    return () => {
      observer.disconnect();
    };
  }, []);
  return [ref, width, scale];
}

function textScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}
