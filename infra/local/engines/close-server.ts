// Ends an HTTP server without leaving its port: answers what is in flight for a moment, then hangs up.
import type { Server } from 'node:http';

const graceMs = 1_000;

/** Harmless when the server is not listening (any more). */
export async function closeServer(server: Pick<Server, 'listening' | 'close' | 'closeAllConnections'>): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>((resolve, reject) => {
    const hangUp = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close((error) => {
      clearTimeout(hangUp);
      if (error) reject(error);
      else resolve();
    });
  });
}
