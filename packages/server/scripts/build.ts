// Makes what `npm start` runs, when something has changed: the program in few files, the console, and the snapshot for a
// first start.
import { bundle } from './bundle.ts'
import { buildConsole } from './console.ts'
import { snapshot } from './snapshot.ts'

await Promise.all([bundle(), buildConsole(), snapshot()])
