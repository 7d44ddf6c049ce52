/** What the data section of a MaxMind DB may hold here (https://maxmind.github.io/MaxMind-DB/). */
type Value = string | number | { readonly [key: string]: Value };

type Node = [left: Node | number | undefined, right: Node | number | undefined];

/** A small MaxMind DB of IPv4 networks that do not overlap, by CIDR. */
export function writeMmdb(networks: Readonly<Record<string, Value>>): Buffer {
  const data: Buffer[] = [];
  let length = 0;
  const root: Node = [undefined, undefined];
  for (const [cidr, value] of Object.entries(networks)) {
    const encoded = encode(value);
    place(root, cidr, length);
    data.push(encoded);
    length += encoded.length;
  }
  const nodes = inOrder(root);
  const numbers = new Map(nodes.map((node, index) => [node, index]));
  const tree = Buffer.alloc(nodes.length * 6);
  nodes.forEach((node, index) =>
    node.forEach((child, side) => {
      const record =
        child === undefined
          ? nodes.length
          : typeof child === 'number'
            ? nodes.length + 16 + child
            : (numbers.get(child) ?? 0);
      tree.writeUIntBE(record, index * 6 + side * 3, 3);
    }),
  );
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1,
    database_type: 'test',
    ip_version: 4,
    node_count: nodes.length,
    record_size: 24,
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata]);
}

function place(root: Node, cidr: string, offset: number): void {
  const [address = '', prefix = '0'] = cidr.split('/');
  const bits = address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')
    .slice(0, Number(prefix));
  let node = root;
  for (const [index, bit] of bits.split('').entries()) {
    const side = bit === '1' ? 1 : 0;
    if (index === bits.length - 1) node[side] = offset;
    else {
      const next = node[side];
      const inner: Node = typeof next === 'object' ? next : [undefined, undefined];
      node[side] = inner;
      node = inner;
    }
  }
}

function inOrder(root: Node): readonly Node[] {
  const all: Node[] = [root];
  for (const node of all) for (const child of node) if (typeof child === 'object') all.push(child);
  return all;
}

const [STRING, UINT32, MAP] = [2, 6, 7];

function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(STRING, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return Buffer.concat([control(UINT32, 4), bytes]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([
    control(MAP, entries.length),
    ...entries.flatMap(([key, inner]) => [encode(key), encode(inner)]),
  ]);
}

/** Sizes of up to 28 fit into the control byte; names here are no longer than 284. */
function control(type: number, size: number): Buffer {
  return size < 29 ? Buffer.of((type << 5) | size) : Buffer.of((type << 5) | 29, size - 29);
}
