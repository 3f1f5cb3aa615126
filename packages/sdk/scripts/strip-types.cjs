/** A loader for webpack that leaves types out, as an app's own would; the rest is what the package has. */
const { transform } = require('esbuild')

module.exports = function stripTypes(source) {
  const done = this.async()
  transform(source, { loader: 'ts', format: 'esm', target: 'es2022' }).then(({ code }) => done(null, code), done)
}
