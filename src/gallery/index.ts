export { galleryFolder } from './folder.ts';
export {
  createGalleryHandler,
  type GalleryContext,
  type GalleryOptions,
  type GalleryPorts,
} from './handler.ts';
export { createPageGate, PageEnded } from './hooks.ts';
export { startRequest } from './requests.ts';
export { createScope, type Scope } from './scope.ts';
