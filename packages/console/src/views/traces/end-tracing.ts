import type { Project } from '@damson/sdk'
import { request, useAct } from '#api'
import { useMe } from '#frame'
import { notify } from '#parts'

export interface EndTracing {
  end(): void
  readonly isBusy: boolean
}

/** Ends developer mode before its time, which can be undone. */
export function useEndTracing(done: string): EndTracing {
  const { project } = useMe()
  const { mutateAsync, isPending } = useAct()
  const path = `fhir/R4/Project/${project.id}`
  const put = async (change: (now: Project) => Project): Promise<string | undefined> => {
    const { body, etag } = await request<Project>(path)
    await mutateAsync({ path, method: 'PUT', body: change(body), ifMatch: etag })
    return body.developerModeUntil
  }
  const end = async (): Promise<void> => {
    const until = await put(({ developerModeUntil: _until, ...rest }) => rest)
    const again = (now: Project): Project => ({ ...now, ...(until !== undefined && { developerModeUntil: until }) })
    notify(done, () => void put(again).catch((error: Error) => notify(error)))
  }
  // What the server refused says why, in a sentence.
  return { end: () => void end().catch((error: Error) => notify(error)), isBusy: isPending }
}
