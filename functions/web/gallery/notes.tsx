// What the last build minded, on the page: an error with its place and remedy, or which e-mails are not translated.
import type { BuildNote } from '../../ports/gallery.ts';

export const BuildNotes = ({ notes, warnings }: { notes: readonly BuildNote[]; warnings: boolean }) => {
  const errors = notes.filter(({ kind }) => kind === 'error');
  const others = warnings ? notes.filter(({ kind }) => kind === 'warning') : [];
  return (
    <>
      {errors.length > 0 ? (
        <div class="notice bad notes" role="alert">
          <strong>The last build failed; what you see is from before it.</strong>
          <NoteList notes={errors} />
        </div>
      ) : null}
      {others.length > 0 ? (
        <details class="notes how">
          <summary>
            {others.length === 1 ? 'One thing' : `${others.length} things`} the build would rather have otherwise
          </summary>
          <NoteList notes={others} />
        </details>
      ) : null}
    </>
  );
};

const NoteList = ({ notes }: { notes: readonly BuildNote[] }) => (
  <ul>
    {notes.map(({ file, line, message, remedy }) => (
      <li>
        <code>{line === undefined ? file : `${file}:${line}`}</code> {message} {remedy}
      </li>
    ))}
  </ul>
);
