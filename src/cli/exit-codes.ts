/** Exit codes of the command line; README.md and docs/cli.md list them. */
export const EXIT = {
  /** All is saved. */
  ok: 0,
  /** An unexpected error. */
  unexpected: 1,
  /** A command, option, URL, file or folder that cannot be used. */
  usage: 2,
  diskFull: 3,
  /** The crawl finished; some requests failed. Or `verify` found damaged files. */
  failures: 8,
  /** Interrupted; the same command resumes. */
  interrupted: 11,
  /** Stopped by a limit that the user set. */
  limit: 101,
} as const;
