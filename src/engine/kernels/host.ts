// What the host of the kernels does for them: calls out of WebAssembly, which src/engine/wasm.ts provides.

/** Milliseconds on a clock that only goes forward. */
export declare function now(): f64;

/** Throws: a code that the kernels do not know must not be taken for another. */
export declare function refuseLoss(code: i32): void;
