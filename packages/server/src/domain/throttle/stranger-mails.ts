import type { Db } from '#base/db'
import type { Allowance } from './allowance.ts'
import { consume, sharedLimiter } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

/** An e-mail to somebody who did not ask for it, or may not have. */
export interface StrangerMail {
  /** Each is counted apart, so that strangers who register keep nobody from inviting. */
  readonly why: 'invitation' | 'registration'
  /** Undefined: it belongs to none yet. */
  readonly project: string | undefined
}

const DAY_SECONDS = 86_400

/** E-mails to strangers, of a project and of the server. What the first refuses doesn't count against the second. */
export function strangerMails(
  db: Db,
  { mailsPerProject, mailsPerServer }: ThrottleSettings,
): (mail: StrangerMail) => Promise<Allowance> {
  const ofProject = sharedLimiter(db, 'mail-project', mailsPerProject, DAY_SECONDS)
  const ofServer = sharedLimiter(db, 'mail-server', mailsPerServer, DAY_SECONDS)
  return async ({ why, project }) => {
    const here =
      project === undefined ? undefined : await consume(ofProject, 'mail-project', `${why} ${project}`, mailsPerProject)
    return here?.allowed === false ? here : consume(ofServer, 'mail-server', why, mailsPerServer)
  }
}
