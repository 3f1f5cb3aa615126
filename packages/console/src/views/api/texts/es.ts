import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  about: 'Qué es',
  answer: 'Respuesta {status}: {says}',
  body: 'Cuerpo, como {type}',
  came: 'tras {ms} ms',
  'came.body': 'La respuesta',
  cut: 'La respuesta es más larga que lo que se muestra.',
  field: 'Campo',
  find: 'Buscar una operación por su dirección o por lo que hace',
  headers: 'Cabeceras de la respuesta',
  heading: 'API',
  'in.header': 'cabecera',
  'in.path': 'dirección',
  'in.query': 'consulta',
  lead: 'Todo lo que hace esta consola pueden hacerlo los programas con la misma API. Lea lo que hay y pruébelo con sus propios derechos.',
  none: 'Nada de la API coincide. Cambie o borre la búsqueda.',
  nothing: 'La respuesta no tiene cuerpo.',
  parameters: 'Parámetros',
  part: 'Parte de la API',
  'part.all': 'Todas las partes',
  required: 'obligatorio',
  send: 'Enviar',
  'sure.title': 'Esto puede cambiar algo',
  'sure.will':
    '{method} {path} se envía a este servidor en su nombre, con los datos reales. Puede que lo que cambie no se pueda deshacer aquí.',
  try: 'Probar',
  'try.lead': 'Se envía con su sesión: puede hacer lo que puede hacer usted, y queda en la auditoría.',
  type: 'Tipo',
  notForPrograms: {
    one: '1 dirección que abren los navegadores; los programas no la llaman',
    other: '{count} direcciones que abren los navegadores; los programas no las llaman',
  },
} satisfies TextsOf<typeof en>
