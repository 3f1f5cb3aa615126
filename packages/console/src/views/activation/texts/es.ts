import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  back: 'Volver a las personas',
  code: 'El código',
  'done.email': 'El código va de camino a {email}. Sirve una vez, hasta el {until}.',
  'done.heading': 'Un código para {name}',
  'done.paper':
    'Imprima esta página o anote el código, y entréguelo al paciente. Sirve una vez, hasta el {until}, junto con su fecha de nacimiento.',
  'done.once': 'El código se muestra solo ahora. Si crea otro, este deja de servir.',
  email: 'Correo del paciente',
  'email.hint': 'El código se envía allí y no se muestra a nadie más. Sirve durante 24 horas.',
  end: 'Anular el código abierto',
  'end.done': 'Ningún código de este paciente sirve ya.',
  'end.heading': '¿Anular el código abierto de {name}?',
  'end.lead':
    'El código que se entregó y aún no se usó deja de servir. Si no hay ninguno, no pasa nada. Puede crear otro.',
  heading: 'Dar un código a un paciente',
  how: '¿Cómo le llega el código?',
  'how.email': 'Por correo',
  'how.email.hint': 'Para pacientes cuya dirección conoce. El código sirve 24 horas.',
  'how.paper': 'En papel',
  'how.paper.hint': 'Usted ve el código, lo imprime y lo entrega. Sirve 21 días.',
  lead: 'Con un código de activación, el paciente abre el historial que usted guarda de él: en su aplicación o en la página de su cuenta. También escribe su fecha de nacimiento.',
  make: 'Crear el código',
  'make.another': 'Crear otro código',
  off: 'Los códigos de activación están desactivados en este proyecto. Actívelos en los ajustes y vuelva.',
  'off.settings': 'Abrir los ajustes',
  patient: 'Paciente',
  'patient.none': 'Elegir un paciente',
  policy: 'Política',
  'policy.default': 'La que el proyecto da a los pacientes',
  'policy.hint': 'Lo que el paciente puede hacer con el historial.',
  print: 'Imprimir',
  qr: 'La dirección del código, como código QR',
  url: 'Dónde lo escribe el paciente',
} satisfies TextsOf<typeof en>
