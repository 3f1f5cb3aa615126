/** A loader for webpack that leaves types out, as an app's own would; the rest is what the package has. */
import { transformSync } from 'esbuild'

/** @param {string} source */
export default function stripTypes(source) {
  return transformSync(source, { loader: 'ts', format: 'esm', target: 'es2022' }).code
}
