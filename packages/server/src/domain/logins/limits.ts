import type { ClientApplication, Project } from '@damson/fhir'
import { isSharedStation, limitSeconds } from '#domain/projects'
import type { LoginSettings } from './settings.ts'

/** How long a sign-in lasts: unused, and at most. */
export interface Limits {
  readonly idleSeconds: number
  readonly overallSeconds: number
}

/** The strictest of some limits. */
export function strictest(first: Limits, ...more: readonly Limits[]): Limits {
  return {
    idleSeconds: Math.min(first.idleSeconds, ...more.map(({ idleSeconds }) => idleSeconds)),
    overallSeconds: Math.min(first.overallSeconds, ...more.map(({ overallSeconds }) => overallSeconds)),
  }
}

/** How long the server itself remembers who is signed in in a browser: projects limit only their own logins. */
export function longestOf(settings: LoginSettings): Limits {
  return {
    idleSeconds: Math.max(settings.idleSeconds, settings.patientIdleSeconds),
    overallSeconds: Math.max(settings.overallSeconds, settings.patientOverallSeconds),
  }
}

/** The limits of a person with this profile in a project, with an app: the project's own, else the server's. */
export function limitsOf(
  settings: LoginSettings,
  project: Pick<Project, 'setting'> | undefined,
  profile: string,
  client: Pick<ClientApplication, 'sharedStation'> | undefined,
): Limits {
  const own: Limits = profile.startsWith('Practitioner/')
    ? {
        idleSeconds: limitSeconds(project, 'staffIdleMinutes') ?? settings.idleSeconds,
        overallSeconds: limitSeconds(project, 'staffOverallMinutes') ?? settings.overallSeconds,
      }
    : {
        idleSeconds: limitSeconds(project, 'patientIdleMinutes') ?? settings.patientIdleSeconds,
        overallSeconds: limitSeconds(project, 'patientOverallMinutes') ?? settings.patientOverallSeconds,
      }
  if (client?.sharedStation !== true && !isSharedStation(project)) return own
  const shared = limitSeconds(project, 'sharedStationIdleMinutes') ?? settings.sharedIdleSeconds
  return { ...own, idleSeconds: Math.min(own.idleSeconds, shared) }
}
