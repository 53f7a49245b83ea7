import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** The width of an element in pixels, so that a chart is drawn in real ones and its text keeps its size. */
export function useWidth<E extends Element>(): readonly [RefObject<E | null>, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    setWidth(Math.floor(element.getBoundingClientRect().width));
    return () => {
      observer.disconnect();
    };
  }, []);
  return [ref, width];
}
