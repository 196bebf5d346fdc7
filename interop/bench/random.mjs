// Tommy Ettinger's generator mulberry32, as Mulberry32 in markco-bench: a seed gives both the same numbers.
export const mulberry32 = seed => {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return { below: bound => Math.floor(next() * bound) }
}
