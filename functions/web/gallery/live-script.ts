// Keeps a page of the gallery as fresh as the last build, where templates are watched.

/** The browser's own EventSource comes back by itself after a restart. */
export const liveScript = `
const { changes } = document.currentScript.dataset;
const source = new EventSource(changes);
source.addEventListener('change', () => location.reload());
addEventListener('pagehide', () => source.close());
addEventListener('pageshow', (event) => event.persisted && location.reload());
`;
