export { galleryFolder } from './folder.ts';
export { createGalleryHandler } from './handler.ts';
export { createPageGate } from './hooks.ts';
export { PageEnded } from './page-ended.ts';
export { dropPage, withPage } from './read-page.ts';
export { startRequest } from './start-request.ts';
export { createPageCheck } from './robots.ts';
export { createScope } from './scope.ts';
