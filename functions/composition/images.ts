// The e-mails' pictures as the build drew them: file name to base64.
export { images } from '../../.build/images.mjs';
