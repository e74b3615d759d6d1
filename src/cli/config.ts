/** What the config file says, for the commands. It is read by those that do something, never for `--help`. */
import { Option, type Command } from 'commander';
// Not the room's index: that loads the schema, and a config file is rare.
import { findConfigFile } from '../config/find-file.ts';

interface ConfigFlags {
  /** `--config`; false for `--no-config`. */
  config?: string | false;
  storage?: string;
  name?: string;
}

type Values = Record<string, unknown>;

export function addConfigFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--config <file>',
        'options and code of your own (default: pixhaul.config.ts, .mts, .js, .mjs or .json in the working folder)',
      ),
    )
    .option('--no-config', 'read no config file');
}

/** The values of the config file; none where there is no file. */
export async function configOf({ config }: ConfigFlags): Promise<Values> {
  if (config === false) return {};
  const folder = process.cwd();
  const path = findConfigFile(config, folder);
  if (path === undefined) return {};
  const { loadConfigFile } = await import('../config/file.ts');
  return loadConfigFile(path, {
    folder,
    environment: process.env,
    extensions: (await import('../crawl/extensions.ts')).EXTENSIONS,
    // The running program itself, wherever the file lies: two copies would not know each other's errors.
    modules: async () => ({ pixhaul: await import('../index.ts') }),
  });
}

/** What the config file holds besides options: recipes, hooks and the like, which no crawl stores. */
export async function extensionsIn(config: Values): Promise<Values> {
  if (Object.keys(config).length === 0) return {};
  const { EXTENSIONS } = await import('../crawl/extensions.ts');
  return Object.fromEntries(Object.entries(config).filter(([key]) => EXTENSIONS.includes(key)));
}

/** Flags of a command that looks at a crawl: which one, if the config file says. */
export async function withConfig<F extends ConfigFlags>(flags: F): Promise<F> {
  return withValues(flags, await configOf(flags));
}

export function withValues<F extends ConfigFlags>(flags: F, { storage, name }: Values): F {
  return {
    ...(typeof storage === 'string' && { storage }),
    ...(typeof name === 'string' && { name }),
    ...flags,
  };
}
