/** Longer values are remembered by their beginning and a hash. */
const LONG = 64;
const KEPT = 40;

/** A text to tell values apart by that is never long. */
export function shortened(value: string): string {
  return value.length <= LONG ? value : `${value.slice(0, KEPT)}…${value.length}…${hash(value).toString(36)}`;
}

/**
 * 53 bits that depend on every unit of the text (two multiplicative 32-bit mixes). Not cryptographic: whoever makes values
 * that collide makes fewer of them count.
 */
function hash(text: string): number {
  let [low, high] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 2_654_435_761);
    high = Math.imul(high ^ unit, 1_597_334_677);
  }
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return 4_294_967_296 * (high & 0x1fffff) + (low >>> 0);
}
