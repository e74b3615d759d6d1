export { createImageHandler } from './handler.ts';
