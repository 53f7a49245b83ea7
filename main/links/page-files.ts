/**
 * The built page, file by file, as both hosts serve it: with the same headers and the same content
 * security policy, and with a new nonce in each load of the document. Only files under the page's
 * own folder are ever read.
 */
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';

/** Stands in the built document wherever the nonce of the load belongs (`html.cspNonce` of Vite). */
export const noncePlaceholder = '__CSP_NONCE__';

export interface PageFile {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/**
 * What the page may load: its own files and nothing else. Styles that the page makes at run time
 * need the nonce; pictures may come from bytes that the page holds, because results are such.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * The answer to a request for `path`, the path part of a URL as it arrived. The nonce must be new
 * for each call: 16 random bytes or more, in base64. Never fails; what is not there is a 404.
 */
export async function readPageFile(dir: string, path: string, nonce: string): Promise<PageFile> {
  const file = fileOf(dir, path);
  if (file === null) return notFound(nonce);
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return notFound(nonce);
  const isDocument = extname(file) === '.html';
  const body = isDocument ? bytes.toString('utf8').replaceAll(noncePlaceholder, nonce) : bytes;
  return {
    status: 200,
    headers: {
      ...guards(nonce),
      'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
      // names of assets carry the hash of their content; the document carries the nonce of its load
      'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store',
    },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body),
  };
}

/** The file that a path names, or null for one outside the folder or not written as paths are. */
function fileOf(dir: string, path: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (name.includes('\0') || name.includes('\\')) return null;
  const root = resolve(dir);
  const file = resolve(root, `.${name.endsWith('/') ? `${name}index.html` : name}`);
  return name.startsWith('/') && file.startsWith(root + sep) ? file : null;
}

function guards(nonce: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

function notFound(nonce: string): PageFile {
  return {
    status: 404,
    headers: { ...guards(nonce), 'content-type': 'text/plain; charset=utf-8' },
    body: new TextEncoder().encode('There is nothing at this address.\n'),
  };
}
