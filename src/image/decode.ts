/** `--verify decode`: a whole file may still hold pixels that nothing can make out. */
import { AttemptError } from '../errors.ts';
import type { PictureFacts } from '../verify/index.ts';
import type { ImagePorts } from './ports.ts';

/**
 * Does nothing where decoding was not asked for, or the decoder does not know the format: the structure was checked.
 * @throws AttemptError `truncated`, `damaged`
 */
export async function checkPixels(
  path: string,
  format: PictureFacts['format'],
  { decode }: Pick<ImagePorts, 'decode'>,
): Promise<void> {
  const verdict = await decode?.(path, format);
  if (verdict === undefined || verdict === 'unsupported' || verdict.ok) return;
  const { cut, reason } = verdict;
  throw new AttemptError(cut ? 'truncated' : 'damaged', `the picture cannot be decoded: ${reason}`);
}
