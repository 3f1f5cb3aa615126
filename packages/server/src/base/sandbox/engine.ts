import variant from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core'

/** What is used of WebAssembly, which is not among the types of a server. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => EngineMemory
}

export interface WasmModule {
  readonly [Symbol.toStringTag]?: string
}

export interface EngineMemory {
  readonly buffer: ArrayBuffer
}

const { Module, Memory } = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly

const PAGE_BYTES = 65_536
/** What the engine's module asks for: 16 MB, of which it touches little. */
const FIRST_PAGES = 256
export const FIRST_BYTES = FIRST_PAGES * PAGE_BYTES

export function compileEngine(bytes: Uint8Array): WasmModule {
  return new Module(bytes)
}

/** An instance of QuickJS, and its memory, which never has more than so many bytes. */
export async function makeEngine(
  wasmModule: WasmModule,
  maxBytes: number,
): Promise<{ readonly engine: QuickJSWASMModule; readonly memory: EngineMemory }> {
  const memory = new Memory({ initial: FIRST_PAGES, maximum: Math.max(FIRST_PAGES, Math.ceil(maxBytes / PAGE_BYTES)) })
  // Its types are those of its CommonJS file, where the variant would be a field.
  const sync = variant as unknown as QuickJSSyncVariant
  const made = newVariant(sync, { wasmModule, wasmMemory: memory, log: () => undefined })
  return { engine: await newQuickJSWASMModuleFromVariant(made), memory }
}
