// The functions that the kernels' host provides: calls out of WebAssembly, implemented by src/engine/wasm.ts.

/** Milliseconds on a clock that only goes forward. */
export declare function now(): f64;

/** Throws, since an unknown code must not be taken for another. */
export declare function refuseLoss(code: i32): void;
