/**
 * The functions of QuickJS, compiled to WebAssembly, that are called here.
 *
 * They are called directly and not through the wrapper class of `quickjs-wasi`: the class makes its own imports,
 * where a metered module wants three more, and it is asynchronous, which a slice is not.
 * A value is the address of a cell on the machine's own heap; zero is none.
 */
export interface QuickJsExports {
  readonly memory: WebAssembly.Memory;
  readonly _initialize: () => void;
  /** Makes the machine with the parts of the language that the mask names. Zero if it could. */
  readonly qjs_init2: (intrinsics: number) => number;
  readonly qjs_set_memory_limit: (bytes: number) => void;
  readonly qjs_set_max_stack_size: (bytes: number) => void;
  readonly qjs_eval: (code: number, length: number, file: number, flags: number) => number;
  readonly qjs_call: (run: number, self: number, count: number, values: number) => number;
  readonly qjs_get_exception: () => number;
  readonly qjs_is_exception: (value: number) => number;
  readonly qjs_is_undefined: (value: number) => number;
  readonly qjs_is_string: (value: number) => number;
  readonly qjs_is_function: (value: number) => number;
  readonly qjs_is_promise: (value: number) => number;
  /** 0 while it waits, 1 when fulfilled, 2 when rejected. */
  readonly qjs_promise_state: (value: number) => number;
  readonly qjs_promise_result: (value: number) => number;
  /** Positive when a job was done, zero when none waits, negative when one threw. */
  readonly qjs_execute_pending_job: () => number;
  readonly qjs_get_undefined: () => number;
  readonly qjs_new_number: (value: number) => number;
  readonly qjs_new_string: (start: number, length: number) => number;
  readonly qjs_new_uint8_array: (start: number, length: number) => number;
  readonly qjs_get_prop_string: (value: number, name: number) => number;
  /** The text of a string in UTF-8, whose length goes to the address `length`. */
  readonly qjs_get_string_len: (value: number, length: number) => number;
  readonly qjs_get_typed_array_buffer: (
    value: number,
    offset: number,
    length: number,
    bytesPerElement: number,
  ) => number;
  readonly qjs_get_array_buffer: (value: number, length: number) => number;
  readonly wasm_malloc: (bytes: number) => number;
  readonly wasm_free: (start: number) => void;
}
