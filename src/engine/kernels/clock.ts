/** Milliseconds on a clock of the host that only goes forward; a call out of the kernels: see src/engine/wasm.ts. */
export declare function now(): f64;
