// The functions that a WASI program imports: AssemblyScript takes the module's name from this file's.
export declare function args_sizes_get(count: usize, bytes: usize): u16;
export declare function args_get(pointers: usize, bytes: usize): u16;
export declare function fd_write(stream: u32, vectors: usize, count: usize, written: usize): u16;
export declare function proc_exit(code: u32): void;
