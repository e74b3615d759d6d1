export { createImageHandler, type ImageContext } from './handler.ts';
export type { ImagePorts } from './ports.ts';
