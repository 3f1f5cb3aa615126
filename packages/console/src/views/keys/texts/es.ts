import type { TextsOf } from '#language'
import type en from './en.ts'

export default {
  age: 'Secreto creado',
  algorithm: 'Algoritmo',
  before: 'Secreto anterior',
  'before.unused': 'aún funciona, sin usar',
  'before.used': 'aún funciona, usado {when}',
  clients: 'Secretos y claves de aplicaciones, servidores y dispositivos',
  'clients.lead':
    'Renueve lo que tenga más de un año: más personas y archivos lo han visto. Renueve un secreto en la página de su aplicación.',
  'clients.none': 'Ninguna aplicación, servidor o dispositivo tiene un secreto o una clave. Aquí estarán, con su edad.',
  from: 'Firma desde',
  heading: 'Claves',
  kid: 'Id de la clave',
  lead: 'Con qué firma este servidor los tokens, y con qué demuestran quiénes son las aplicaciones y los dispositivos.',
  name: 'Nombre',
  never: 'nunca',
  old: 'creado {when}',
  proof: 'Se identifica con',
  'proof.key': 'una clave propia',
  'proof.secret': 'un secreto',
  published: 'Publicada hasta',
  rotate: 'Publicar claves nuevas ahora',
  'rotate.done': 'Se publicaron claves nuevas. Toman el relevo cuando toda aplicación pueda conocerlas.',
  'rotate.title': '¿Publicar claves de firma nuevas para {server}?',
  'rotate.will':
    'Para todos los proyectos de este servidor: enseguida se publica una clave nueva de cada algoritmo, que releva a la que firma cuando las aplicaciones han tenido tiempo de leerla. Lo ya firmado sigue siendo válido. No se puede deshacer, y nadie tiene que iniciar sesión de nuevo.',
  signing: 'Claves de firma',
  'signing.lead':
    'Son las mismas para todos los proyectos del servidor. Damson reemplaza cada clave automáticamente antes de que caduque.',
  state: 'Estado',
  'state.next': 'toma el relevo',
  'state.retired': 'verifica tokens antiguos',
  'state.signing': 'firma',
  until: 'Próxima renovación',
  used: 'Último uso',
  'rotate.effect':
    'Las claves nuevas valen para todos los proyectos del servidor. Los tokens existentes siguen siendo válidos, y las aplicaciones obtienen las claves nuevas por sí mismas.',
} satisfies TextsOf<typeof en>
