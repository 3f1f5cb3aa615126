import type { CodeRow, TypeRow } from '../model/rows.ts'

/** A Bot: code that runs in the project, as a member of it. */
export const botRows = {
  Bot: {
    base: 'DomainResource',
    elements: {
      identifier: '0..* Identifier',
      name: '0..1 string',
      description: '0..1 string',
      runtimeVersion: '0..1 code',
      timeout: '0..1 integer',
      photo: '0..1 Attachment',
      'cron[x]': '0..1 Timing|string',
      category: '0..* CodeableConcept',
      system: '0..1 boolean',
      runAsUser: '0..1 boolean',
      publicWebhook: '0..1 boolean',
      rawBody: '0..1 boolean',
      streamingEnabled: '0..1 boolean',
      auditEventTrigger: '0..1 code =bot-audit-trigger',
      auditEventDestination: '0..* code =bot-audit-destination',
      sourceCode: '0..1 Attachment',
      executableCode: '0..1 Attachment',
      cdsService: '0..1 Bot.cdsService',
      code: '0..1 string',
      allowedHost: '0..* string',
      secretName: '0..* string',
      webhook: '0..1 Bot.webhook',
    },
  },
  // How the sender of a webhook is recognised: by secrets of the project, or by certificates that a proxy verified.
  'Bot.webhook': {
    base: 'BackboneElement',
    elements: {
      verification: '1..1 code =webhook-verification',
      secretName: '0..* string',
      certificate: '0..* string',
      asynchronous: '0..1 boolean',
    },
  },
  'Bot.cdsService': {
    base: 'BackboneElement',
    elements: {
      hook: '1..1 string',
      title: '1..1 string',
      description: '1..1 string',
      usageRequirements: '0..1 string',
      prefetch: '0..* Bot.cdsService.prefetch',
    },
  },
  'Bot.cdsService.prefetch': {
    base: 'BackboneElement',
    elements: { key: '1..1 string', query: '1..1 string' },
  },
} as const satisfies Record<string, TypeRow>

export const botCodes = {
  'bot-audit-trigger': { '': ['always', 'never', 'on-error', 'on-output'] },
  'bot-audit-destination': { '': ['log', 'resource'] },
  'webhook-verification': { '': ['hmac', 'stripe', 'github', 'basic', 'mtls-header', 'none'] },
} as const satisfies Record<string, CodeRow>
