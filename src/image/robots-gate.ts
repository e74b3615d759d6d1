/** What robots.txt and X-Robots-Tag say about a picture: before it is asked for, and when its headers are there. */
import type { LeasedImage, SkipRule } from '../model.ts';
import { robotsDirectives, type RobotsPort } from '../robots/index.ts';
import type { Fetched } from './fetch.ts';
import { dropResumable, leavePart } from './leave-part.ts';
import type { ImagePorts } from './ports.ts';

type Ports = Pick<ImagePorts, 'robots' | 'sink' | 'ledger' | 'signal'>;

/**
 * Before the picture is asked for. A part that an earlier attempt left is dropped with it.
 * @throws AttemptError when robots.txt cannot be had
 */
export async function refusedByRobots(
  image: LeasedImage,
  ports: Ports,
): Promise<SkipRule | undefined> {
  if (!ports.robots || (await ports.robots.mayFetch(image, image.askedUrl))) return undefined;
  await dropResumable(image, ports);
  return 'robots';
}

/**
 * When the headers are there: redirects may have led to a path or host that is disallowed, and the picture may be
 * tagged. What is refused is not read.
 * @throws AttemptError when robots.txt of the host that it was redirected to cannot be had
 */
export async function refusedByAnswer(
  image: LeasedImage,
  { response, earlier }: Fetched,
  ports: Ports,
): Promise<SkipRule | undefined> {
  if (!ports.robots) return undefined;
  try {
    const rule = await ruleOf(image, response, ports.robots);
    if (rule === undefined) return undefined;
    await response.discard();
    await leavePart(image, earlier?.part, ports);
    return rule;
  } catch (error) {
    await response.discard();
    await earlier?.part.close();
    throw error;
  }
}

async function ruleOf(
  image: LeasedImage,
  { finalUrl, headers }: Fetched['response'],
  { mayFetch, tokens }: RobotsPort,
): Promise<SkipRule | undefined> {
  if (finalUrl !== (image.askedUrl ?? image.url) && !(await mayFetch(image, finalUrl)))
    return 'robots';
  return robotsDirectives(headers['x-robots-tag'], tokens).size > 0 ? 'robots_tag' : undefined;
}
