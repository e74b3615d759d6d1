export { galleryFolder } from './folder.ts';
export { createGalleryHandler } from './handler.ts';
export { createPageGate, PageEnded } from './hooks.ts';
export { startRequest } from './requests.ts';
export { createScope } from './scope.ts';
