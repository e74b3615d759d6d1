export { createImageHandler } from './handler.ts';
export { nextRendition } from './renditions.ts';
