declare module 'unbzip2-stream' {
  /** An old-style through stream: writing unpacks at once and emits `data`, `error` and `end` before it returns. */
  export default function unbzip2(): NodeJS.ReadWriteStream & { destroy(): void };
}
