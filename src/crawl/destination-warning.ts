/** What a person should know of the destination before a crawl goes on. Pure. */

export interface DestinationFacts {
  /** Where the last run saved to; undefined for the first. */
  before: string | undefined;
  /** Where this one saves to. */
  now: string;
  /** It was not there, and was made. */
  made: boolean;
  /** Pictures that earlier runs saved. */
  saved: number;
}

export function destinationWarning(
  facts: DestinationFacts,
): { code: string; message: string } | undefined {
  const { before, now, made, saved } = facts;
  if (before !== undefined && before !== now)
    return {
      code: 'destination_changed',
      message: `earlier runs saved to ${before}, this one saves to ${now}; what is saved is not fetched again`,
    };
  if (made && saved > 0)
    return {
      code: 'destination_gone',
      message: `${now} was not there, and was made anew: ${saved} pictures that earlier runs saved are not in it. Is a disk missing? If they were deleted, pixhaul verify --repair puts them back in the queue`,
    };
  return undefined;
}
