// Makes the console alone, when something has changed.
import { buildConsole } from './console.ts'

await buildConsole()
