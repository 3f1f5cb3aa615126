import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  heading: 'Resumen',
  id: 'Identificador del proyecto',
  issuer: 'Emisor',
  lead: 'Lo que una aplicación necesita saber para que la gente inicie sesión aquí.',
} satisfies TextsOf<typeof en>
