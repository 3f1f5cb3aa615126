import { join } from 'node:path'
import { dropDatabase, freePort, freshDatabase, hasPostgres } from '@damson/testkit'
import { expect, inject, test } from 'vitest'
import { checkPrinted, expectationsOf, ROOT, readGuide, runBlocks, workplace } from './guide.ts'

/**
 * What stands in for a terminal in which the server runs: `npm start` waits until it answers, or gives back what it said
 * and fails; the commands run from the sources, without a build.
 */
function terminal(port: number): string {
  const built = join(ROOT, 'packages/server/dist/run')
  return `
export DAMSON_PORT=${port} DAMSON_LOG_LEVEL=error DAMSON_DATA_DIR=$PWD/data
SERVER=
stop_server() { [ -z "$SERVER" ] || { kill $SERVER; wait $SERVER || true; }; SERVER=; }
trap stop_server EXIT
npm() {
  case "$*" in
    start)
      node ${built}/main.js > server.out 2>&1 & SERVER=$!
      for _ in $(seq 300); do
        curl -sf http://localhost:${port}/healthcheck > /dev/null && return
        kill -0 $SERVER 2> /dev/null || { SERVER=; cat server.out; return 1; }
        sleep 0.1
      done
      return 1 ;;
    'run doctor') node ${built}/doctor.js ;;
    'run '*) local command=$2; shift 3; node ${built}/$command.js "$@" ;;
  esac
}`
}

test.runIf(hasPostgres())(
  'operate.md: first start, backup and restore, a lost key, a new key and a theft go as they are told',
  async () => {
    const { folder, remove } = workplace()
    const serverUrl = inject('postgresUrl')
    const [first, restored] = [await freshDatabase(serverUrl), await freshDatabase(serverUrl)]
    const port = await freePort()
    try {
      const change = (code: string): string =>
        code
          .replaceAll('postgres://damson@db.example.org/damson', first)
          .replaceAll('postgres://damson@db.example.org/restored', restored)
          .replaceAll('http://localhost:8103', `http://localhost:${port}`)
      const ran = await runBlocks(readGuide('operate.md').blocks, { change, prelude: terminal(port), folder })
      expect(ran.flatMap(({ block }) => expectationsOf(block)).length).toBeGreaterThan(12)
      for (const one of ran) {
        checkPrinted(one)
      }
    } finally {
      remove()
      for (const url of [first, restored]) await dropDatabase(serverUrl, url)
    }
  },
)
