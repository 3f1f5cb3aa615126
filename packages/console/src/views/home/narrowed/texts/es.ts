import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  all: 'Mostrar todo',
  no_second_factor:
    'Solo quienes trabajan aquí e inician sesión sin segundo factor: primero los administradores, después quienes ven todos los historiales.',
  old_secret: 'Solo clientes cuyo secreto tiene más de un año, incluidos los dispositivos: primero los más antiguos.',
  patient_password_alone: 'Solo pacientes y familiares que inician sesión con la contraseña sola.',
  second_factor_pending: 'Solo quienes aún deben añadir el segundo factor que exige el proyecto.',
  unused_client: 'Solo clientes con credenciales que nadie usó en 90 días, incluidos los dispositivos.',
  wildcard_policy: 'Solo políticas con todos los tipos que tienen otros además de los administradores.',
} satisfies TextsOf<typeof en>
