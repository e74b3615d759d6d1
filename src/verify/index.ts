/** Bytes as they stream past: what kind of picture they are, and how large. */
export { createPictureReader } from './picture-reader.ts';
export type { PictureFacts, Sniff } from './types.ts';
