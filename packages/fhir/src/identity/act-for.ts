import type { CodeRow, TypeRow } from '../model/rows.ts'

/** For whom a client may act. All that an item names must fit the person; `asserted`: the client only says so. */
export const actForRows = {
  'ProjectMembership.actFor': {
    base: 'BackboneElement',
    elements: {
      how: '1..1 code =acting-how',
      profileType: '0..* code =person-type',
      group: '0..* Reference(Group)',
      criteria: '0..1 string',
    },
  },
} as const satisfies Record<string, TypeRow>

export const actForCodes = {
  'acting-how': { '': ['asserted', 'proven'] },
  'person-type': { '': ['Patient', 'Practitioner', 'RelatedPerson'] },
} as const satisfies Record<string, CodeRow>
