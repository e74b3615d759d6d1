/** robots.txt (RFC 9309), X-Robots-Tag and robots meta elements: what a site does not want fetched or saved. */
export { MAX_ROBOTS_BYTES, type RobotsAnswer } from './answer.ts';
export { metaDirectives, robotsDirectives } from './directives.ts';
export type { RobotsPort } from './port.ts';
export { createRobots, type Robots } from './robots.ts';
export { DEFAULT_TOKENS, type RobotsRules } from './rules.ts';
