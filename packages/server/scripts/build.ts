// Makes what `npm start` runs, when something has changed: the program in few files, and the snapshot for a first start.
import { bundle } from './bundle.ts'
import { snapshot } from './snapshot.ts'

await Promise.all([bundle(), snapshot()])
