import { setFlagsFromString } from 'node:v8'

// V8 compiles WebAssembly quickly at first, and optimises in other threads what has run for long. It decides by the bytes
// of code that a function ran through, and has no other measure. Its flags hold for the process, in which nothing else is
// WebAssembly.

/** Decides what V8 optimises of the engine, and what it keeps; must run before the engine is loaded. */
export function limitOptimizer(): void {
  // Eight times V8's own: a start must not pay for what it does once.
  setFlagsFromString('--wasm-tiering-budget=1000000000')
  // One function at a time, because the memory that one takes stays with the thread that compiled it.
  setFlagsFromString('--wasm-num-compilation-tasks=1')
  // Code that was optimised since is kept, some hundred kilobytes of it: when V8 frees it while another thread compiles, it
  // may find its own books wrong and end the process (nodejs/node#64500).
  setFlagsFromString('--no-wasm-code-gc')
}

/** Functions of the engine that run for the first time during this work are never optimised. */
export async function exemptFromOptimizer(work: () => Promise<unknown>): Promise<void> {
  // Only the function with this number would be optimised, and number 0 is an import.
  setFlagsFromString('--wasm-tier-up-filter=0')
  try {
    await work()
  } finally {
    setFlagsFromString('--wasm-tier-up-filter=-1')
  }
}
