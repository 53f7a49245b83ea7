/** The part of the WebAssembly interface that workers use; only the DOM's library declares all of it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports?: ImportObject);
    readonly exports: { readonly [name: string]: unknown };
  }
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum?: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Global {
    value: number | bigint;
  }
  class RuntimeError extends Error {}
  class CompileError extends Error {}
  class LinkError extends Error {}
  type ImportObject = {
    readonly [module: string]: { readonly [name: string]: (...values: never[]) => unknown };
  };
  function validate(bytes: Uint8Array): boolean;
}
