/** What decoding says of a picture. */
export type DecodeVerdict =
  | { ok: true }
  /** `cut`: it ends before its end; otherwise it is damaged. */
  | { ok: false; cut: boolean; reason: string }
  /** This build of sharp cannot decode it, or it is too large to try: the check of its structure has to do. */
  | 'unsupported';

export interface Decoder {
  /**
   * Decodes every pixel of every page or frame of a file. Never rejects because of what the file holds; waits while
   * all processes are busy.
   * @param format `ext` as the verifier names formats (`jpg`, `tif`, …)
   * @throws Error when the decoder was closed, or cannot be started again
   */
  check(path: string, format: { readonly ext: string }): Promise<DecodeVerdict>;
  /** Ends the processes; checks that are under way reject. */
  close(): Promise<void>;
}

/** To a decoding process. */
export interface DecodeJob {
  path: string;
  ext: string;
}

/** From it: first whether it can work at all, then a verdict for each job. */
export type DecodeReply =
  { is: 'ready' } | { is: 'unusable'; why: string } | { is: 'verdict'; verdict: DecodeVerdict };
