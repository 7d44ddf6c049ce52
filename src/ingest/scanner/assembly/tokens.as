/** Whether the byte may follow a value. */
@inline
export function endsValue(byte: u8): bool {
  return byte == 0x2c || byte == 0x7d || byte == 0x5d;
}

/** Whether a literal or a number stands here, directly followed by what may follow a value. */
export function isScalar(at: usize, end: usize): bool {
  const word = load<u32>(at);
  if (word == 0x65757274 || word == 0x6c6c756e) return endsValue(load<u8>(at + 4)); // true, null
  if (word == 0x736c6166) return load<u8>(at + 4) == 0x65 && endsValue(load<u8>(at + 5)); // false
  return isNumber(at, end);
}

function isNumber(start: usize, end: usize): bool {
  let at = start;
  if (load<u8>(at) == 0x2d) at++;
  if (load<u8>(at) == 0x30) at++;
  else {
    const digits = at;
    at = pastDigits(at, end);
    if (at == digits) return false;
  }
  if (load<u8>(at) == 0x2e) {
    const digits = at + 1;
    at = pastDigits(digits, end);
    if (at == digits) return false;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign == 0x2b || sign == 0x2d) at++;
    const digits = at;
    at = pastDigits(at, end);
    if (at == digits) return false;
  }
  return endsValue(load<u8>(at));
}

@inline
function isDigit(byte: u8): bool {
  return byte - 0x30 <= 9;
}

function pastDigits(start: usize, end: usize): usize {
  let at = start;
  while (at < end && isDigit(load<u8>(at))) at++;
  return at;
}

/** Whether what stands behind a backslash makes an escape of JSON. */
export function isEscape(at: usize): bool {
  const byte = load<u8>(at);
  if (byte == 0x75) return isHex(at + 1) && isHex(at + 2) && isHex(at + 3) && isHex(at + 4);
  return (
    byte == 0x22 ||
    byte == 0x5c ||
    byte == 0x2f ||
    byte == 0x6e ||
    byte == 0x74 ||
    byte == 0x72 ||
    byte == 0x62 ||
    byte == 0x66
  );
}

@inline
function isHex(at: usize): bool {
  const byte = load<u8>(at);
  return isDigit(byte) || (byte | 0x20) - 0x61 <= 5;
}
