// Whether two histories of a document may be merged (R1).

/** A state vector: for each client how many of its characters are known. */
export type StateVector = ReadonlyMap<number, number>

/**
 * Whether merging would keep each word once: the two share a client, or one of them is empty. Otherwise they were written
 * apart, and a merge would put both texts in a row.
 */
export function mayMerge(one: StateVector, other: StateVector): boolean {
  const isEmpty = (vector: StateVector): boolean => [...vector.values()].every((clock) => clock < 1)
  if (isEmpty(one) || isEmpty(other)) return true
  for (const [client, clock] of one) if (clock >= 1 && (other.get(client) ?? 0) >= 1) return true
  return false
}
