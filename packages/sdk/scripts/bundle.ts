import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/** The whole package as one ES module, as an app's bundler would make it. */
export async function bundle(options: { readonly minify: boolean; readonly input?: string }): Promise<string> {
  const build = await rolldown({ input: options.input ?? entry })
  try {
    const { output } = await build.generate({ format: 'esm', minify: options.minify })
    return output[0].code
  } finally {
    await build.close()
  }
}
