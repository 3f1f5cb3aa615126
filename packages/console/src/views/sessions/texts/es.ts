import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  all: 'Todas las sesiones en este proyecto',
  'all.hint': 'Para un dispositivo perdido, o cuando alguien se va. Los navegadores vuelven a preguntar quién es.',
  app: 'Aplicación',
  ask: '¿Cerrar la sesión de {name}?',
  browser: 'Navegador',
  empty: 'Nadie ha iniciado sesión. Aquí estarán las sesiones de las personas, con la aplicación y el navegador.',
  end: 'Cerrar',
  'end.all': 'Cerrar todas las sesiones',
  'end.button': 'Cerrar…',
  'end.of': 'Cerrar la sesión de {name}',
  'end.one': 'Cerrar esta sesión',
  'ended.all': 'Se cerraron todas las sesiones de {name}.',
  'ended.one': 'Se cerró esta sesión de {name}.',
  find: 'Buscar una persona o una aplicación en esta lista',
  heading: 'Sesiones',
  howMuch: '¿Qué se cierra?',
  lead: 'Quién tiene ahora una sesión en este proyecto, la más reciente primero.',
  noUndo: 'No se puede deshacer. La persona puede iniciar sesión de nuevo, y conserva su cuenta y sus derechos.',
  one: 'Solo esta sesión',
  'one.hint': '{app} debe pedir enseguida que la persona inicie sesión de nuevo.',
  started: 'Desde',
  thisApp: 'la aplicación',
  used: 'Último uso',
  who: 'Quién',
} satisfies TextsOf<typeof en>
