/** Lets the person save these bytes under a name that they may change. */
export function saveBytes(bytes: Uint8Array | string, name: string, type?: string): void {
  const part = typeof bytes === 'string' ? bytes : (bytes as Uint8Array<ArrayBuffer>);
  saveBlob(new Blob([part], { type: type ?? 'application/octet-stream' }), name);
}

/** As `saveBytes`, for what has been put together from many parts. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // the browser takes the bytes a little later than the click
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
