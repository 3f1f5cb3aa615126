import { begin, isAnswered } from '#session'
import './look/tokens.css'
import './look/console.css'

// A page that only goes to the sign-in runs nothing else.
const isBack = isAnswered()
const begun = begin().then(
  () => ({}),
  (error: unknown) => ({ error }),
)
if (!isBack) await begun
const { start } = await import('./app.tsx')
await start(begun)
