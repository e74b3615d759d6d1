import { z } from 'zod';
import { crawlOptionsSchema } from './schema.ts';

/** One option, as the command line and the documentation show it. */
export interface OptionRow {
  key: string;
  flag: string;
  description: string;
  env: string | undefined;
  defaultText: string;
  repeatable: boolean;
}

/** All options that have a flag, in the schema's order. */
export function optionTable(): OptionRow[] {
  return Object.entries(crawlOptionsSchema.shape).flatMap(([key, schema]) => {
    const meta = z.globalRegistry.get(schema);
    if (meta?.flag === undefined || meta.description === undefined) return [];
    const value = schema.safeParse(undefined).data;
    return [
      {
        key,
        flag: meta.flag,
        description: meta.description,
        env: meta.env,
        defaultText: meta.defaultText ?? describe(value),
        repeatable: Array.isArray(value),
      },
    ];
  });
}

function describe(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
