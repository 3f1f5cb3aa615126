import type { FastifyInstance } from 'fastify'
import { answersWith } from '#answers'
import { accentOf, type Issuer, readProject } from '#domain/projects'
import type { OAuthDeps } from './dependencies.ts'

/** Style hints of SMART App Launch, so that launched apps can look like the pages of this server. */
const STYLES = {
  color_background: '#f6f3f8',
  color_error: '#a3222f',
  color_highlight: '#5a2f73',
  color_modal_backdrop: '#1d1623',
  color_success: '#3f6b32',
  color_text: '#1d1623',
  dim_border_radius: '10px',
  dim_font_size: '16px',
  dim_spacing_size: '16px',
  font_family_body: 'system-ui, sans-serif',
  font_family_heading: 'system-ui, sans-serif',
}

/** The default `smart_style_url` of a launch. At a project's address, it has the project's colour of light mode. */
export function registerStyles(app: FastifyInstance, { db }: Pick<OAuthDeps, 'db'>): void {
  app.get('/.well-known/smart-styles.json', answersWith('oauth'), async ({ issuer }, reply) => {
    const accent = await accentAt(db, issuer)
    return reply
      .header('Cache-Control', 'public, max-age=300')
      .send({ ...STYLES, ...(accent !== undefined && { color_highlight: accent }) })
  })
}

async function accentAt(db: OAuthDeps['db'], { project }: Issuer): Promise<string | undefined> {
  const row = project === undefined ? undefined : await readProject(db, project)
  return row === undefined ? undefined : accentOf(row.resource)
}
