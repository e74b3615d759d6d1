/** Pages that only a browser can show, with the optional package playwright-core and an installed Chromium. */
export { createRenderer, installedBrowser, type InstalledBrowser } from './renderer.ts';
export type { BrowserCookie, RenderedPage, Renderer } from './types.ts';
