export { configuration, consoleOf } from './configuration.ts'
export {
  type Again,
  accessToken,
  begin,
  choose,
  type Demands,
  isAnswered,
  type Me,
  readMe,
  signInAgain,
  signOut,
} from './session.ts'
export { openApart } from './window.ts'
