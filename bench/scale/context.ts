/** What a run of the workload needs. */
export interface ScaleContext {
  /** The built project to measure. */
  dist: string;
  /** Exists, and is this run's own. */
  folder: string;
  /** Aborting it ends the run, and kills its processes. */
  signal: AbortSignal;
  /** In miniature: seconds, and no meaning. */
  smoke: boolean;
  /** Measurements of each kind; their medians count. */
  rounds: number;
  say: (text: string) => void;
}
