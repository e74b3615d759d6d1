/** What Crawlee wants to know of a storage; id and name are the same here. */
export function storageInfo(name: string) {
  const now = new Date();
  return { id: name, name, createdAt: now, modifiedAt: now, accessedAt: now };
}
