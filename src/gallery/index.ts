export type { DeclaredKind } from './document-kind.ts';
export { galleryFolder } from './folder.ts';
export { createGalleryHandler, type SeenPage } from './handler.ts';
export { createPageGate } from './hooks.ts';
export { PageEnded } from './page-ended.ts';
export { dropPage, holdPage, withPage } from './read-page.ts';
export { startPage, startRequest } from './start-request.ts';
export { createPageCheck } from './robots.ts';
export { createScope, type Scope } from './scope.ts';
