import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  answer: 'Respuesta',
  app: 'Aplicación',
  asked: 'esta petición',
  copyId: 'Copiar el id de la traza',
  empty:
    'No se trazó ningún rechazo en las últimas 24 horas. Deje que la aplicación lo intente de nuevo: lo que se rechace aparece aquí.',
  fine: 'No había ningún error en esta petición.',
  heading: 'Trazas',
  'kind.api': 'API',
  'kind.authorize': 'Petición de la aplicación',
  'kind.code': 'Código',
  'kind.sign-in': 'Página',
  'kind.token': 'Token',
  lead: 'Qué pidieron las aplicaciones en las últimas 24 horas, cómo se respondió y qué estaba mal.',
  none: 'No hay ninguna traza que mostrarle',
  'none.lead': 'Una traza se guarda un día, y solo mientras el trazado está activo.',
  off: 'Ahora no se traza nada. Actívelo, deje que la aplicación lo intente de nuevo y lea aquí qué falló.',
  ofClient: 'solo de la aplicación',
  ofThisApp: 'solo esta aplicación',
  on: 'Trazar durante una hora',
  'on.ask': '¿Trazar las peticiones de las aplicaciones de {project}?',
  'on.done': 'Se traza durante una hora desde ahora.',
  'on.what':
    'Durante una hora, lo que pidan las aplicaciones de {project} se guarda un día: sin tokens, secretos ni nombres. Los administradores pueden leerlo. Mejor no en un proyecto con pacientes.',
  one: 'Qué ocurrió',
  refusedOnly: 'Solo lo rechazado',
  'none.off':
    'El trazado estaba desactivado, así que no se guardó nada de esta petición. Actívelo y deje que lo intenten de nuevo: lo que falle aparece entonces en la lista.',
  'none.on':
    'El trazado está activo, pero no hay nada con esta referencia: está mal escrita, es de otro proyecto, tiene más de un día o es anterior a que se activara. Deje que lo intenten de nuevo y abra la referencia que reciban entonces.',
  reference: 'Referencia de la traza',
  'reference.open': 'Buscar',
  'reference.wrong': 'Una referencia tiene 8 caracteres del 0 al 9 y de la a a la f.',
  request: 'Petición',
  steps: 'Paso a paso',
  when: 'Cuándo',
  wrong: 'Qué estaba mal',
  'off.elsewhere':
    'El modo de desarrollo está desactivado, así que no se traza nada. Un propietario del proyecto puede activarlo.',
  sent: 'Enviado como {name}',
  expected: 'Lo que tiene configurado la aplicación',
  'steps.others': {
    one: 'Con este inicio de sesión se hizo otra petición. Está en la lista de trazas.',
    other: 'Con este inicio de sesión se hicieron otras {count} peticiones. Están en la lista de trazas.',
  },
  end: 'Dejar de trazar',
  'end.done': 'Ya no se traza nada.',
  until: 'Se trazan las peticiones hasta el {time}.',
  back: 'Volver a las trazas',
} satisfies TextsOf<typeof en>
