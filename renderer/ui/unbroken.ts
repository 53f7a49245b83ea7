/** The sentence with each amount kept on one line: no break before its unit, or in it. */
export function unbroken(sentence: string): string {
  return sentence
    .replace(/ CPU-h/g, '\u00a0CPU-\u2060h')
    .replace(/(\d) (ms|s|min|h|KB|MB|GB)\b/g, '$1\u00a0$2');
}
