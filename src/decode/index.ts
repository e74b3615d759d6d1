/** Decodes every pixel of a saved picture, with the optional package sharp, in processes of its own. */
export { createDecoder } from './decoder.ts';
export type { Decoder } from './types.ts';
