// What the public pages say in Spanish.
import type { SiteWords } from './en.tsx';

export const es: SiteWords = {
  locale: 'es',
  language: 'Español',
  layout: {
    skip: 'Ir al contenido',
    about: 'Sobre la clínica',
    privacy: 'Privacidad',
    website: 'Página web',
  },
  front: {
    title: 'Entiende tus cicatrices de acné',
    checkTitle: 'Revisa el formulario, por favor',
    eyebrow: 'Una serie gratuita por correo',
    heading: 'Entiende tus cicatrices de acné, un correo breve cada vez',
    lead: 'El acné termina; sus marcas a veces se quedan, y verlas en el espejo puede ser duro. Te explicamos cómo se forman las cicatrices y qué hacen los peelings y el microneedling, con sencillez y sin promesas, para que decidas a tu ritmo.',
    pace: (mails, days) =>
      `De ocho a once correos durante el primer mes, nunca más de ${mails} en ${days} días. Es información, no consejo médico.`,
    topicsHeading: 'Qué vas a leer',
    topics: [
      [
        'Cómo se forman las cicatrices',
        'Por qué algunos brotes dejan marca, qué decide su profundidad y qué tipos hay.',
      ],
      ['Peelings químicos', 'Qué ocurre durante la sesión, cómo se recupera la piel y quién debería preguntar antes.'],
      ['Microneedling', 'Las dos maneras en que actúa y cómo son las semanas entre sesión y sesión.'],
      ['Los dos juntos', 'Qué encontraron los ensayos y cómo se hace un plan para un rostro y ningún otro.'],
    ],
  },
  form: {
    heading: 'Quiero recibir la serie',
    email: 'Correo electrónico',
    firstName: 'Nombre',
    optional: '(opcional)',
    lure: 'Deja este campo vacío',
    send: 'Quiero recibir la serie',
    after: (privacy) => (
      <>
        Primero te enviamos un correo para comprobar que la dirección es tuya. Puedes darte de baja cuando quieras: el
        enlace está en todos los correos y basta un clic. {privacy('Cómo tratamos tus datos')}
      </>
    ),
    summary: (count) => (count === 1 ? 'Revisa un dato, por favor' : `Revisa ${count} datos, por favor`),
    addressFaults: {
      missing: 'Escribe tu dirección de correo.',
      shape: 'Escribe una dirección de correo como ana@example.com.',
      letters: 'Antes de la @ hay letras que el correo todavía no admite; usa una dirección sin acentos ni eñes.',
      mailbox: 'Lo que va antes de la @ no es un nombre de buzón válido; mira si hay espacios o si falta alguna letra.',
      domain: 'Lo que va después de la @ no es un dominio; debería parecerse a example.com.',
      long: 'La dirección es demasiado larga; el límite son 254 caracteres.',
    },
    nameTooLong: (most) => `Usa ${most} caracteres como máximo.`,
    nameLetters: 'Usa solo letras: un nombre no puede tener saltos de línea ni caracteres de control.',
    nameLinks: 'Escribe un nombre sin enlaces ni direcciones.',
    consentMissing: 'Marca esta casilla para que podamos escribirte; sin ella no podemos enviarte la serie.',
    wordingStale:
      'El texto ha cambiado desde que abriste esta página. Vuelve a cargarla, léelo otra vez y envía de nuevo el formulario.',
  },
  sent: {
    heading: 'Mira tu correo',
    about:
      'Si esta dirección puede recibir la serie, va de camino un correo con un botón. Púlsalo y la primera parte te llegará en unos minutos.',
    nothing: (minutes, phone, again) => (
      <>
        ¿No ha llegado nada en {minutes} minutos? Mira en la carpeta de correo no deseado, comprueba que la dirección
        esté bien escrita o {again('apúntate otra vez')}. También puedes llamarnos al {phone}.
      </>
    ),
  },
  confirm: {
    ready: {
      heading: 'Un clic y empieza la serie',
      about:
        'Confirma que esta dirección es tuya y que quieres recibir nuestra serie sobre las cicatrices de acné. El primer correo sale en unos minutos.',
      tracking:
        'También aceptaste que veamos qué correos abres y qué enlaces sigues. En cada correo hay un enlace para cambiarlo.',
      button: 'Sí, que empiece la serie',
      notYou: (clinic) => `¿No eres tú? Entonces cierra esta página. Sin ese clic, ${clinic} no enviará nada más.`,
    },
    confirmed: {
      heading: 'Ya está',
      about: (sender) => `Gracias. El primer correo va de camino, de parte de ${sender}.`,
      hides: (address) => (
        <>
          Si se esconde en otra carpeta, pásalo a la bandeja de entrada o añade {address} a tus contactos; así los demás
          te encontrarán.
        </>
      ),
      leave: (preferences) => <>Puedes darte de baja cuando quieras y {preferences('elegir qué podemos ver')}.</>,
    },
    already: {
      heading: 'Ya lo habías confirmado',
      about: 'Todo está en orden: la serie te está llegando y aquí no queda nada que hacer.',
      preferences: 'Tus preferencias',
    },
    expired: {
      heading: 'Este enlace ha caducado',
      about: (days) =>
        `Por tu seguridad, un enlace de confirmación sirve durante ${days === 1 ? 'un día' : `${days} días`}. Podemos enviarte uno nuevo ahora.`,
      button: 'Enviarme un enlace nuevo',
    },
    askedAgain: {
      heading: 'Mira tu correo',
      about: 'Va de camino una nueva confirmación. Pulsa su botón y empezará la serie.',
      once: 'Enviamos como máximo una cada diez minutos; si acaba de llegarte una, usa esa.',
    },
    unreachable: {
      heading: 'Nuestro correo ha vuelto',
      about: 'Tu dirección nos devuelve los correos, así que ahí no podemos escribirte.',
      instead: (phone, signUp) => (
        <>
          Puedes {signUp('apuntarte con otra dirección')} o llamarnos al {phone}.
        </>
      ),
    },
    closed: {
      heading: 'Este enlace está cerrado',
      about: 'Ya se usó, o te diste de baja después. Solo te escribiremos si vuelves a pedirlo.',
      button: 'Apuntarme otra vez',
    },
  },
  leave: {
    question: {
      heading: '¿Quieres darte de baja?',
      about: (clinic) => `Pulsa el botón y ${clinic} no te escribirá más. Tiene efecto al momento.`,
      onlyTracking: (preferences) => (
        <>¿Es solo que vemos lo que abres? Puedes {preferences('desactivarlo')} y seguir recibiendo los correos.</>
      ),
    },
    button: 'No recibir más correos',
    undo: 'Ha sido un error: deshacer',
    left: {
      heading: 'Te has dado de baja',
      about: 'No volveremos a escribirte. Gracias por habernos leído; te deseamos lo mejor.',
      questions: (phone) => `Si tienes alguna pregunta, aquí estamos: ${phone}.`,
    },
    stopped: {
      heading: 'No te enviamos correos',
      about: (signUp) => (
        <>
          A esta dirección no se envía nada y no hay nada que detener. Si algún día quieres recibir nuestros correos,
          puedes {signUp('apuntarte')}.
        </>
      ),
    },
    back: {
      heading: 'Qué bien que hayas vuelto',
      about: (clinic) => `Es como si nunca te hubieras ido: la serie de ${clinic} sigue donde estaba.`,
    },
    notUndone: {
      heading: 'Vuelve a apuntarte, por favor',
      about: 'Te diste de baja antes de confirmar tu dirección, así que no hay nada a lo que volver.',
    },
    archive: {
      heading: 'Esta es la copia pública',
      about:
        'Vienes de la copia de un boletín que cualquiera puede leer y que no es de nadie en particular. Para darte de baja o cambiar tus preferencias, usa el enlace al pie de un correo que te hayamos enviado.',
    },
  },
  preferences: {
    heading: 'Tus preferencias',
    saved: 'Guardado. Cuenta desde este momento, también para los correos que ya tienes.',
    wordingStale:
      'Lo que podemos ver ha cambiado desde que abriste esta página, y sigue desactivado. Léelo otra vez, márcalo y guarda de nuevo.',
    topics: 'Qué quieres leer',
    allOff: 'Están todos desactivados: sigues en la lista y no te escribiremos hasta que vuelvas a activar alguno.',
    notice: 'Qué podemos ver',
    save: 'Guardar',
    leave: 'Darme de baja',
    aboutLeaving: (clinic) => `Puedes dejar de recibir todos los correos de ${clinic} cuando quieras.`,
  },
  answer: {
    chooseOne: 'Elige una respuesta',
    chooseOneOfThese: 'Elige una de estas respuestas.',
    send: 'Enviar mi respuesta',
    questions: {
      marks: {
        title: '¿Cuáles de estas ves?',
        lead: 'Mírate en un espejo, cerca de una ventana si puedes. Elige la que más destaque; muchas personas tienen de más de un tipo.',
        answers: [
          {
            value: 'ice-pick',
            label: 'Agujeros diminutos y profundos',
            hint: 'Cicatrices en picahielo: de menos de 2 mm, como un poro grande que baja.',
          },
          {
            value: 'boxcar',
            label: 'Hundimientos de bordes nítidos',
            hint: 'Cicatrices en furgón: de entre 1,5 y 4 mm de ancho, con los lados bien marcados.',
          },
          {
            value: 'rolling',
            label: 'Olas suaves',
            hint: 'Cicatrices onduladas: de más de 4 mm, con bordes inclinados; se ven mejor con luz de lado.',
          },
          {
            value: 'raised',
            label: 'Marcas firmes que sobresalen',
            hint: 'Cicatrices elevadas: la piel formó más tejido del que necesitaba. Tras el acné son menos frecuentes.',
          },
          {
            value: 'dark-marks',
            label: 'Manchas oscuras y planas',
            hint: 'La piel está lisa, pero más oscura en ese punto. Es color, no una cicatriz.',
          },
          {
            value: 'not-sure',
            label: 'No lo sé',
            hint: 'No pasa nada. Un profesional que mire tu piel te lo puede decir.',
          },
        ],
      },
      interest: {
        title: '¿Seguimos escribiéndote?',
        lead: 'No queremos llenarte el buzón. Dinos la verdad y haremos lo que digas.',
        answers: [
          { value: 'yes', label: 'Sí, seguid escribiendo' },
          { value: 'book', label: 'Me gustaría pedir una consulta' },
          { value: 'no', label: 'No, gracias', hint: 'Te das de baja y no te escribimos más.' },
        ],
      },
    },
    thanks: 'Gracias',
    yes: 'Nos alegra saber que estás ahí. Seguiremos escribiendo, tan de vez en cuando como hasta ahora, y puedes darte de baja cuando quieras.',
    marks:
      'Lo hemos anotado. Ponerle nombre a lo que ves es un comienzo; solo un profesional que mire tu piel puede decir qué es y qué puede ayudar. Puedes cambiar tu respuesta con el mismo enlace.',
    no: {
      heading: 'Entonces lo dejamos aquí',
      about: 'Gracias por decírnoslo. Ya estás de baja y no volveremos a escribirte.',
    },
    book: {
      heading: 'Tenemos ganas de conocerte',
      about:
        'En una consulta, un profesional mira tu piel, responde a lo que preguntes y te dice qué puede ayudar y qué no.',
      button: 'Elegir una hora',
      call: (phone) => `O llámanos al ${phone}.`,
    },
  },
  errors: {
    toSignUp: 'Ir a la página de inscripción',
    unknown: {
      heading: 'Aquí no hay nada',
      about:
        'Puede que la dirección se cortara por el camino. Prueba otra vez el enlace de tu correo o empieza de nuevo.',
    },
    method: {
      heading: (method) => `Esta página no admite ${method}`,
      about: (allowed, signUp) => (
        <>
          Admite {allowed.join(' y ')}. Quizá buscabas {signUp('la página de inscripción')}.
        </>
      ),
    },
    failure: {
      heading: 'No ha funcionado',
      about: (phone) => `Algo ha fallado por nuestra parte. Prueba otra vez en un minuto o llámanos al ${phone}.`,
    },
    tooMuch: {
      heading: 'Es más de lo que podemos recibir',
      about: (kilobytes) => `Envía como máximo ${kilobytes} KB; un nombre y una dirección ocupan mucho menos.`,
    },
    withdrawn: {
      heading: 'Este enlace se ha retirado',
      about:
        'Aquello a lo que llevaba ha cambiado o ha terminado, y por eso lo cerramos. Ni tu correo ni tu dispositivo tienen ningún problema.',
      website: 'Ir a nuestra página',
      call: (phone) => `¿Buscas algo en concreto? Llámanos al ${phone}.`,
    },
  },
};
