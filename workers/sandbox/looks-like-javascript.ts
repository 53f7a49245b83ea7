/** Tells JavaScript from all else, apart from all that is needed to read it. */
import { textIn } from './utf8.ts';

/** Whether this is meant as JavaScript, and no broken WebAssembly: text with the words of a default export. */
export function looksLikeJavaScript(bytes: Uint8Array): boolean {
  if (bytes[0] === 0) return false; // as every WebAssembly module begins
  const text = textIn(bytes);
  return text !== null && /\bexport\b/.test(text) && /\bdefault\b/.test(text);
}
