import type { Project, ProjectIdentityProvider } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, notFound } from '#answers'
import { accentSheet, logoOf, looksVersion, readProject } from '#domain/projects'
import { markOf } from '#domain/providers'
import { findResource, resourceOf } from '#domain/resources'
import type { SignInPageDeps } from './dependencies.ts'

type MarkRequest = FastifyRequest<{ Params: { id: string; version: string } }>
type AssetRequest = FastifyRequest<{ Params: { project: string; version: string } }>

/**
 * A project's own accent and logo, and the marks of its identity providers, for its pages, and the logos of clients. They are public. An address contains the version of the looks, so that
 * browsers can cache it and never show old looks.
 */
export function registerBranding(
  app: FastifyInstance,
  { db, providers, clients }: Pick<SignInPageDeps, 'db' | 'providers' | 'clients'>,
): void {
  const looksOf = async ({ params }: AssetRequest): Promise<Project> => {
    const found = await readProject(db, params.project)
    if (found === undefined || looksVersion(found.resource) !== params.version) throw notFound()
    return found.resource
  }
  const send = (reply: FastifyReply, type: string, content: string | Buffer): FastifyReply =>
    reply
      .headers({
        'Cache-Control': 'public, max-age=31536000, immutable',
        'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'Cross-Origin-Resource-Policy': 'same-origin',
        'X-Content-Type-Options': 'nosniff',
      })
      .type(type)
      .send(content)

  app.get(
    '/assets/projects/:project/:version/accent.css',
    answersWith('outcome'),
    async (request: AssetRequest, reply) => {
      const sheet = accentSheet(await looksOf(request))
      if (sheet === undefined) throw notFound()
      return send(reply, 'text/css; charset=utf-8', sheet)
    },
  )

  app.get('/assets/providers/:id/:version/mark', answersWith('outcome'), async (request: MarkRequest, reply) => {
    const provider = await providers.byKey(`provider:${request.params.id}`)
    const stored = provider && (await findResource(db, provider.project, 'ProjectIdentityProvider', request.params.id))
    const resource = stored && resourceOf<ProjectIdentityProvider>(stored)
    const mark = resource && markOf(resource)
    if (mark?.version !== request.params.version) throw notFound()
    return send(reply, mark.type, mark.bytes)
  })

  app.get(
    '/assets/clients/:client/:version/logo',
    answersWith('outcome'),
    async (request: FastifyRequest<{ Params: { client: string; version: string } }>, reply) => {
      const { client: id, version } = request.params
      const client = await clients.find(id, request.issuer)
      const logo = client?.active === true ? logoOf(client.resource) : undefined
      if (client === undefined || logo === undefined || looksVersion(client.resource) !== version) throw notFound()
      return send(reply, logo.type, logo.bytes)
    },
  )

  app.get('/assets/projects/:project/:version/logo', answersWith('outcome'), async (request: AssetRequest, reply) => {
    const logo = logoOf(await looksOf(request))
    if (logo === undefined) throw notFound()
    return send(reply, logo.type, logo.bytes)
  })
}
