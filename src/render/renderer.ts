/** One browser a crawl: found at the start, begun when a page needs it, begun again after a crash. */
import type { Browser, BrowserType } from 'playwright-core';
import { AttemptError, CrawlError, messageOf, systemCode } from '../errors.ts';
import { findBrowser } from './find-browser.ts';
import { showPage, type ShowOptions } from './show-page.ts';
import {
  RENDER_LIMITS,
  type ConnectionGuard,
  type RenderedPage,
  type Renderer,
  type RenderLimits,
  type RenderRequest,
} from './types.ts';

/** A browser that can be started. */
export interface InstalledBrowser {
  chromium: BrowserType;
  executable: string;
}

/**
 * Sees that there is a browser, and the package that drives it; starts nothing.
 * @param named path of the browser; default: the first that is found
 * @throws CrawlError `invalid_option` when one of them is missing
 */
export async function installedBrowser(named: string | undefined): Promise<InstalledBrowser> {
  return { chromium: await loadChromium(), executable: await findBrowser(named) };
}

export interface RendererOptions {
  guard: ConnectionGuard;
  checkCertificate: boolean;
  /** Default: `RENDER_LIMITS`. */
  limits?: Partial<RenderLimits>;
  warn: (code: string, message: string) => void;
}

/** The browser begins when the first page needs it. */
export function createRenderer(browser: InstalledBrowser, options: RendererOptions): Renderer {
  return new ChromiumRenderer(browser, options);
}

async function loadChromium(): Promise<BrowserType> {
  try {
    return (await import('playwright-core')).chromium;
  } catch (error) {
    const absent = systemCode(error) === 'ERR_MODULE_NOT_FOUND';
    throw new CrawlError(
      'invalid_option',
      `--render needs the package playwright-core, and ${absent ? 'it is not installed' : messageOf(error)}: npm install playwright-core`,
      { cause: error },
    );
  }
}

/** Before the browser counts as unable to start. */
const LAUNCH_MS = 30_000;

const ARGUMENTS = [
  // Whatever would go past the proxy, or ask for something that no page asked for.
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-background-networking',
  '--dns-prefetch-disable',
  '--disable-quic',
  '--mute-audio',
];

class ChromiumRenderer implements Renderer {
  readonly #chromium: BrowserType;
  readonly #executable: string;
  readonly #options: RendererOptions;
  readonly #show: ShowOptions;
  #launched: Promise<Browser> | undefined;
  #inside = 0;
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor({ chromium, executable }: InstalledBrowser, options: RendererOptions) {
    this.#chromium = chromium;
    this.#executable = executable;
    this.#options = options;
    const { guard, checkCertificate } = options;
    this.#show = { guard, checkCertificate, limits: { ...RENDER_LIMITS, ...options.limits } };
  }

  async render(request: RenderRequest): Promise<RenderedPage | undefined> {
    await this.#enter();
    try {
      const browser = await this.#browser();
      return await showPage(browser, request, this.#show, () => this.#drop(browser));
    } finally {
      this.#inside--;
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const enter of this.#waiting.splice(0)) enter();
    const browser = await this.#launched?.catch(() => undefined);
    if (browser !== undefined) await this.#drop(browser);
  }

  async #enter(): Promise<void> {
    while (!this.#closed && this.#inside >= this.#show.limits.atOnce)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#inside++;
  }

  async #browser(): Promise<Browser> {
    if (this.#closed) throw new AttemptError('render_failed', 'The browser was closed.');
    this.#launched ??= this.#launch();
    return this.#launched;
  }

  async #launch(): Promise<Browser> {
    const asRoot = process.getuid?.() === 0;
    if (asRoot)
      this.#options.warn(
        'browser_sandbox',
        'the browser has no sandbox, as it cannot have one when root runs it: run pixhaul as another user',
      );
    try {
      const browser = await this.#chromium.launch({
        executablePath: this.#executable,
        args: ARGUMENTS,
        chromiumSandbox: !asRoot,
        timeout: LAUNCH_MS,
        env: environment(),
        // Signals are the program's business.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      });
      browser.once('disconnected', () => (this.#launched = undefined));
      return browser;
    } catch (error) {
      this.#launched = undefined;
      throw new CrawlError(
        'invalid_option',
        `--render: the browser ${this.#executable} does not start: ${lastWords(error)}; try it by itself, or name another one with --browser <path>`,
        { cause: error },
      );
    }
  }

  async #drop(browser: Browser): Promise<void> {
    await browser.close().catch(() => undefined);
  }
}

/** What the crawl's user keeps in the environment is none of the browser's business, unless a browser knows it. */
function environment(): Record<string, string> {
  const known =
    /^(?:PATH|HOME|LANG|LC_\w+|TZ|TMPDIR|DISPLAY|XDG_\w+|FONTCONFIG_\w+|LD_LIBRARY_PATH)$/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && known.test(name) ? [[name, value]] : [],
    ),
  );
}

/** What the browser itself said last, or the first line of what Playwright says. */
function lastWords(error: unknown): string {
  const lines = messageOf(error).split('\n');
  const said = lines.find((line) => /\[err\].*(?:ERROR|FATAL|error while|No usable)/i.test(line));
  return (said ?? lines[0] ?? '')
    .replace(/^.*?\[err\]\s*/, '')
    .trim()
    .slice(0, 300);
}
