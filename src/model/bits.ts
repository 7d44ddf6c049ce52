/** Bits 0 to `count - 1`, 32 to a word. */
export function allBits(count: number): Uint32Array {
  const bits = new Uint32Array(Math.ceil(count / 32)).fill(0xffff_ffff);
  const last = bits.length - 1;
  if (count % 32 !== 0) bits[last] = 2 ** (count % 32) - 1;
  return bits;
}

export function hasBit(bits: Uint32Array, bit: number): boolean {
  return (((bits[bit >> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
}

export function setBit(bits: Uint32Array, bit: number): void {
  const word = bit >> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (bit & 31));
}

export function clearBit(bits: Uint32Array, bit: number): void {
  const word = bit >> 5;
  bits[word] = (bits[word] ?? 0) & ~(1 << (bit & 31));
}

/** The bits for which it is true. */
export function bitsOf(values: readonly boolean[]): Uint32Array {
  const bits = new Uint32Array(Math.ceil(values.length / 32));
  for (let bit = 0; bit < values.length; bit += 1) if (values[bit] === true) setBit(bits, bit);
  return bits;
}
