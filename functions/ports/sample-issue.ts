// The newsletter that the gallery shows and the build checks: the shell has no words of its own until staff write some.
import type { NewsletterSource } from './renderer.ts';

const english: NewsletterSource = {
  issueId: 'sample',
  subject: 'November: longer evenings, and a new face at the desk',
  preheader: 'Who greets you now, one thing worth reading, and a question we were asked.',
  markdown: `Hello from the clinic. The clocks have gone back, and the waiting room smells of cinnamon. Here is what is new, one thing worth reading, and a question we were asked.

## News

From this month **Mira** greets you at the front desk. She knows the diary better than we do, and she speaks Spanish and Polish.

- We are open until seven on Thursdays.
- We are closed from 24 December to 2 January.

## Worth reading

Looking after your face in winter sounds like a joke, until you meet snow. We wrote down [what we do ourselves](https://www.lumenskin.example/learn/h), which takes less time than brushing your teeth.

> The best routine is the one you still follow in March.

**[Read the article](https://www.lumenskin.example/learn/g)**

### A question answered

*“May I bring my sister to the consultation?”* Yes, please do. Two people remember more than one.
`,
};

const spanish: NewsletterSource = {
  issueId: 'sample',
  subject: 'Noviembre: noches más largas y una cara nueva',
  preheader: 'Quién te recibe ahora, algo que merece la pena leer y una pregunta que nos hicieron.',
  markdown: `Hola desde la clínica. Hemos cambiado la hora y la sala de espera huele a canela. Aquí tienes lo nuevo, algo que merece la pena leer y una pregunta que nos hicieron.

## Novedades

Desde este mes te recibe **Mira** en la entrada. Conoce la agenda mejor que nadie y habla español y polaco.

- Los jueves abrimos hasta las siete.
- Cerramos del 24 de diciembre al 2 de enero.

## Para leer

Cuidarse la cara en invierno parece una broma, hasta que ves la nieve. Hemos escrito [lo que hacemos nosotros](https://www.lumenskin.example/learn/h), y se tarda menos que en lavarse los dientes.

> La mejor rutina es la que sigues haciendo en marzo.

**[Leer el artículo](https://www.lumenskin.example/learn/g)**

### Una pregunta con respuesta

*«¿Puedo ir con mi hermana a la consulta?»* Sí, claro. Dos personas recuerdan más que una.
`,
};

const inTheirLanguage: Readonly<Record<string, NewsletterSource>> = { en: english, es: spanish };

/** In the words of that language where there are some, else in English; always in the shell of the locale. */
export function sampleIssue(locale: string): NewsletterSource {
  return { ...(inTheirLanguage[locale.slice(0, 2)] ?? english), locale };
}
