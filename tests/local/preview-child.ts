// A preview in a process of its own: `tsx preview-child.ts ROOT` prints its address, and ends on SIGTERM.
import clinic from '../../clinic.config.ts';
import { silentLog } from '../../infra/local/log.ts';
import { servePreview } from '../../infra/local/preview/serve.ts';

const [root = ''] = process.argv.slice(2);
const server = await servePreview({ clinic, port: 0, log: silentLog, root });
process.once('SIGTERM', () => server.end());
console.log(server.address);
