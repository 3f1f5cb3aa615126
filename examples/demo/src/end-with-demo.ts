/** Loaded into every process of the demo: ends it when the demo is gone, also when that was killed and could tell nobody. */
process.stdin.on('end', () => process.exit(0))
process.stdin.on('error', () => process.exit(0))
process.stdin.resume()
// Whoever has nothing else to do may end.
if ('unref' in process.stdin) process.stdin.unref()
