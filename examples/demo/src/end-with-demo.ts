/** Loaded into every process of the demo: ends it when the demo is gone, even if the demo was killed. */
process.stdin.on('end', () => process.exit(0))
process.stdin.on('error', () => process.exit(0))
process.stdin.resume()
// Does not keep a process alive that has nothing else to do.
if ('unref' in process.stdin) process.stdin.unref()
