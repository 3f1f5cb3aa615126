import { z } from 'zod'
import { type Described, INSTANT, json, OUTCOME, REFERENCE, said } from '#base/openapi'
import { CodeBody, ConnectBody, OpenBody } from './device-window.ts'

const PATH = '/admin/projects/:projectId/device-window'
const done = said('It is done.', OUTCOME)

const Window = z
  .object({
    id: z.string(),
    name: z.string(),
    accessPolicy: REFERENCE.optional(),
    device: REFERENCE.optional().meta({ description: 'The device that gets a new key; left out for a new device.' }),
    expiresAt: INSTANT,
  })
  .meta({ id: 'DeviceWindow', title: 'The ten minutes in which a device is connected' })

/** How a device is connected by its code and fingerprint. */
export const CONNECTING: Described['operations'] = {
  [`GET ${PATH}`]: {
    summary: 'Read the ten minutes that you have open, and the policies that a device may have',
    answers: {
      200: said(
        'Whether the project connects devices, the policies, and the open window if there is one.',
        z.object({
          enabled: z.boolean(),
          policies: z.array(z.object({ reference: z.string(), name: z.string() })),
          window: Window.optional(),
        }),
      ),
    },
  },
  [`POST ${PATH}`]: {
    summary: 'Open the ten minutes in which you connect a new device',
    description: 'For a person who has just signed in. An earlier window of theirs closes.',
    body: json(OpenBody, {
      name: 'Analyzer, room 12',
      accessPolicy: { reference: 'AccessPolicy/0a5ba7a8-25ec-4f4b-8ca5-8a8f5b2b1c11' },
    }),
    answers: { 201: said('The window.', Window) },
  },
  [`DELETE ${PATH}`]: { summary: 'Close the ten minutes that you have open', answers: { 200: done } },
  [`POST ${PATH}/find`]: {
    summary: 'Look up the device that shows a code',
    description: 'Needs an open window. Wrong codes count, and too many of them answer 429.',
    body: json(CodeBody, { code: 'WDJB-MJHT' }),
    answers: {
      200: said(
        'When and from where the device asked. Its fingerprint is on its screen alone.',
        z.object({ askedAt: INSTANT, address: z.string(), program: z.string().optional() }),
      ),
    },
  },
  [`POST ${PATH}/connect`]: {
    summary: 'Connect the device that shows this code and this fingerprint',
    body: json(ConnectBody, {
      window: '0a5ba7a8-25ec-4f4b-8ca5-8a8f5b2b1c11',
      code: 'WDJB-MJHT',
      fingerprint: '0AX4-8CQ1-ZZ7K-2M9D',
    }),
    answers: { 200: done },
  },
  [`POST ${PATH}/deny`]: {
    summary: 'Refuse the device that shows a code',
    body: json(CodeBody, { code: 'WDJB-MJHT' }),
    answers: { 200: done },
  },
}
