import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  active: 'activa',
  administrator: 'administrador',
  email: 'Correo',
  empty: 'Aún no hay nadie en este proyecto. Invite a la primera persona: recibe un correo y elige su contraseña.',
  heading: 'Personas',
  lead: 'Quién puede iniciar sesión en este proyecto, y qué puede hacer.',
  name: 'Nombre',
  off: 'desactivada',
  pending: 'invitada',
  policy: 'Política',
  seen: 'Último acceso',
  state: 'Estado',
} satisfies TextsOf<typeof en>
