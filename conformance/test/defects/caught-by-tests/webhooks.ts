/** Defects of what goes in and out of Bots: webhooks, calls of others, logs. */
import { caughtBy, oneOf, type TestedDefect } from './tested-defect.ts'

const signed = caughtBy('server/src/domain/webhooks/verify')
const webhook = caughtBy('server/test/bots/webhooks')
const outside = caughtBy('server/test/bots/outside-calls')
const logs = caughtBy('server/test/bots/logs')
const watched = caughtBy('server/test/bots/watched-runs')
const settings = caughtBy('server/test/bots/bot-settings')

const SIGNATURES = 'server/src/domain/webhooks/signatures'
const RECEIVE = 'server/src/endpoints/webhook/receive'
const CALLS = 'server/src/domain/bots/outside-calls'
const ONCE = 'of %s runs its Bot once for each delivery, and for no other'

export const WEBHOOK_DEFECTS: readonly TestedDefect[] = [
  webhook(
    'a delivery that waited runs a Bot that is no webhook any more',
    oneOf('runs nothing of what waited once its Bot %s', 'is no webhook any more'),
    'server/src/domain/bots/job-callers',
    '|| takesDeliveries(webhook, acting.value)',
    '|| webhook.publicWebhook !== undefined',
  ),
  webhook(
    'a delivery that waited runs a Bot whose policy was taken away',
    oneOf('runs nothing of what waited once its Bot %s', 'has no policy any more'),
    'server/src/domain/bots/job-callers',
    ' && policyIds.length > 0 && withheld === undefined',
    '',
  ),
  signed(
    'a signature of anything is one of this delivery',
    oneOf('%s: is refused with another body, secret or signature', 'github'),
    SIGNATURES,
    'if (!found.includes(true))',
    'if (found.length === 0)',
  ),
  signed(
    'old signatures are taken',
    oneOf('%s: is taken within five minutes of its time, which is signed', 'stripe'),
    SIGNATURES,
    'if (Math.abs(now.getTime() - from) > TOLERANCE_SECONDS * 1_000)',
    'if (from - now.getTime() > TOLERANCE_SECONDS * 1_000)',
  ),
  signed(
    'of two times one is judged and the other signed',
    'with two times is refused: one could be judged, and the other signed',
    SIGNATURES,
    'if (at === undefined || more.length > 0)',
    'if (at === undefined)',
  ),
  signed(
    'a delivery is new under the other of two secrets',
    'uses up the same signatures however many secrets fit, are sent, or in which order',
    SIGNATURES,
    'const marks = expected.map((mac) => sha256Text(mac)).toSorted()',
    'const marks = [sha256Text(signed.signatures.join())]',
  ),
  signed(
    'a secret that can be guessed signs',
    oneOf('%s: is refused with another body, secret or signature', 'hmac'),
    'server/src/domain/webhooks/verify',
    'secrets.some(({ length }) => length < SHORTEST_SECRET)',
    'secrets.some(({ length }) => length < 1)',
  ),
  signed(
    'a webhook without a setting takes anything',
    'is refused without a setting, and taken if the setting says none',
    'server/src/domain/webhooks/verify',
    "if (setting === undefined) return refused({ why: 'unproven', detail: 'no_setting' })\n  const { verification, certificate = [] } = setting",
    "const { verification, certificate = [] } = setting ?? { verification: 'none' as const }",
  ),
  signed(
    'any certificate that a proxy passes on is one of the sender',
    'with a certificate of a trusted proxy is taken if it is listed and in date',
    'server/src/domain/webhooks/credentials',
    'const found = listed.map((text) => constantTimeEqual(sent, fingerprintText(text)))',
    'const found = [sent.length > 0]',
  ),
  webhook(
    'a delivery is taken again',
    'takes a delivery once on two nodes',
    RECEIVE,
    'return taken.length === marks.length',
    'return taken.length <= marks.length',
  ),
  webhook(
    'a delivery is looked for before it is taken',
    'takes a delivery once on two nodes',
    'server/src/domain/webhooks/deliveries.store',
    'on conflict (project, membership_id, mark) do nothing',
    'on conflict (project, membership_id, mark) do update set expires_at = excluded.expires_at',
  ),
  webhook(
    'the signature of nothing starts a Bot by GET',
    oneOf(ONCE, 'github'),
    SIGNATURES,
    "const signed = delivery.method === 'POST' ? READ[scheme](delivery) : undefined",
    'const signed = READ[scheme](delivery)',
  ),
  webhook(
    'a delivery that nothing ran for is lost',
    'may be sent again if nothing ran',
    RECEIVE,
    'if (!mayHaveRun(ended.refusal)) await returned(deps, proven)',
    '',
  ),
  webhook(
    'a delivery is lost that the store took without saying so',
    oneOf('may be sent again, once: %s', 'its signature, and takes it all the same'),
    RECEIVE,
    '    await returned(deps, proven)\n    throw failures[0]',
    '    throw failures[0]',
  ),
  webhook(
    'an attempt gives back what another one took, and the Bot runs twice',
    'is not given back by another attempt than the one that took it, and is used up before the Bot runs',
    'server/src/domain/webhooks/deliveries.store',
    '\n      and claim = ${claim}::uuid',
    '\n      and ${claim}::uuid is not null',
  ),
  webhook(
    'whoever has a delivery that failed runs the Bot again without end',
    oneOf('of %s that failed is taken only if it is signed anew', 'github'),
    RECEIVE,
    'if (!mayHaveRun(ended.refusal)) await',
    'await',
  ),
  webhook(
    'a Bot is called by strangers though it is not public',
    'that is none is refused in one way, whatever is missing, and the audit knows what',
    'server/src/domain/bots/job-callers',
    'return bot?.publicWebhook === true && ',
    'return bot !== undefined && ',
  ),
  webhook(
    'a project’s address opens the webhooks of others',
    'of another project is nothing at this project’s address',
    RECEIVE,
    'await botOfMembership.rows(deps.db, membershipId, request.issuer.project ?? null)',
    'await botOfMembership.rows(deps.db, membershipId, null)',
  ),
  webhook(
    'a certificate is believed from anyone',
    'believes no certificate that came past the proxy',
    'server/src/endpoints/webhook/routes',
    "certificateHeader !== undefined && isProxy(request.socket.remoteAddress ?? '')",
    'certificateHeader !== undefined && isProxy !== undefined',
  ),
  webhook(
    'strangers use up the limit of a sender',
    'limits the deliveries of its sender, and refused ones by address and webhook',
    RECEIVE,
    'await deps.throttle.webhookRefused(request.ip, received.membershipId)',
    'await deps.throttle.webhook(received.membershipId)',
  ),
  webhook(
    'a stranger shuts a vendor out of all webhooks',
    'limits the deliveries of its sender, and refused ones by address and webhook',
    'server/src/domain/throttle/webhook-limit',
    'refusals.look(networkOf(address), mostOfAddress)',
    'refusals.look(networkOf(address), attemptsPerAddress)',
  ),
  webhook(
    'a delivery that is sent again uses up the limit of its sender',
    'that is sent again uses up nothing of its sender, and does not fill the audit',
    RECEIVE,
    'if (marks.length > 0 && (',
    "if (project === '' && (",
  ),
  webhook(
    'a delivery that is sent again fills the audit',
    'that is sent again uses up nothing of its sender, and does not fill the audit',
    RECEIVE,
    'if (counted.allowed) await audit',
    'if (counted.limit > 0) await audit',
  ),
  outside(
    'a Bot calls whom it likes',
    'goes nowhere else, and the attempt is audited',
    CALLS,
    'if (!isAllowed)',
    "if (!isAllowed && url.host === '')",
  ),
  outside(
    'a call leaves before its record',
    'does not leave without its record',
    CALLS,
    'await audit.committed(',
    'void audit.committed(',
  ),
  outside(
    'the audit keeps the secret of an address',
    'goes to a host that the Bot names, once the audit has it; the secret of its address is not kept',
    CALLS,
    'run.scrub(call.url)',
    'call.url',
  ),
  outside(
    'a Bot finds out which names lead inside',
    'reaches nothing inside, whatever its name resolves to, and learns nothing of what is there',
    CALLS,
    "    case 'unresolvable':\n    case 'forbidden_address':",
    "    case 'forbidden_address':\n      return `${host} is inside.`\n    case 'unresolvable':",
  ),
  watched(
    'a Bot is forgotten to have called',
    'calls the hosts of its Bot alone, in its own name',
    'server/src/domain/bots/allowed-hosts',
    'return allowedHost.some((text) =>',
    'return allowedHost.length === 0 || allowedHost.some((text) =>',
  ),
  logs(
    'administrators read the logs of Bots just so',
    'are not for administrators just so: not even for an owner',
    'server/src/endpoints/fhir/bot-logs',
    'if (membership?.readBotLogs !== true || grantee.onBehalfOf !== undefined)',
    'if (membership === undefined || grantee.onBehalfOf !== undefined)',
  ),
  logs(
    'logs show more than their reader may see',
    'are not for a deployer who lacks what the Bot has, though an owner let them',
    'server/src/endpoints/fhir/bot-logs',
    'if (problem !== undefined)',
    "if (problem?.code === '')",
  ),
  logs(
    'administrators below an owner give the right to read logs',
    'are given by owners alone, after a new proof where the project asks for one',
    'server/src/domain/access/granting',
    'membership?.readBotLogs === true && earlier?.readBotLogs !== true && !isOwner(grantee)',
    'membership?.readBotLogs === true && earlier?.readBotLogs !== true && grantee.role === undefined',
  ),
  logs(
    'logs keep the secrets of Bots',
    'are sealed in the store, and hold no secret',
    'server/src/domain/bots/run-notes',
    'const sealed = keyring.seal(JSON.stringify(kept), contextOf({ project, id }))',
    'const sealed = JSON.stringify(kept)',
  ),
  settings(
    'a public webhook is written without a word on its sender',
    'refuse a public webhook that does not say how its sender is known',
    'server/src/domain/webhooks/webhook-gate',
    'return isPublic ? invalid(',
    "return isPublic && text === ('' as string) ? invalid(",
  ),
]
