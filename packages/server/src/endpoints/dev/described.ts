import { type Described, json, OUTCOME, page, said } from '#base/openapi'
import { BackupBody } from './backup-body.ts'

const messages = (what: string) => ({
  ...page(`See the ${what} of this server, which sends none`),
  description: 'A program that asks for JSON gets a list.',
})

export const describedDev: Described = {
  tag: 'Development',
  about: 'What a server on a developer’s machine has, and no other.',
  auth: 'anyone',
  parameters: {},
  operations: {
    'GET /dev/inbox': messages('e-mails'),
    'GET /dev/inbox/sms': messages('text messages'),
    'POST /dev/backup': {
      summary: 'Back up the embedded store',
      description: 'For the command of this machine: it knows the key of the store.',
      body: json(BackupBody),
      answers: { 200: said('It is done.', OUTCOME) },
    },
  },
}
