/** `npm run demo:site`: the demo site alone, to look at in a browser or to crawl by hand, until Ctrl-C. */
import { demoPort, openDemoSite, orTellWhy } from './open.ts';

process.exitCode = await orTellWhy(async () => {
  const site = await openDemoSite(demoPort());
  process.stdout.write(`${site.url} is up; Ctrl-C ends it.\n`);
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await site.close();
  return 0;
});
