import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  account: 'Trasladar una cuenta entre proyectos',
  activation: 'Dar a un paciente un código de activación',
  app: 'Añadir una aplicación o un servidor',
  'audit.export': 'Exportar la auditoría',
  'audit.live': 'Ver la auditoría en directo',
  bot: 'Crear un Bot',
  device: 'Conectar un dispositivo',
  domain: 'Añadir un dominio de correo',
  heading: 'Hacer',
  import: 'Importar personas',
  invite: 'Invitar a una persona',
  keys: 'Cambiar las claves de firma',
  policy: 'Crear una política',
  project: 'Añadir un proyecto',
  provider: 'Añadir un proveedor de identidad',
  simulator: 'Preguntar qué puede hacer alguien',
  traces: 'Activar las trazas',
} satisfies TextsOf<typeof en>
