/** Bounds on what one delivery may cost. All sizes in bytes. */
export interface IngestLimits {
  /** An object that unpacks to more than this fails. */
  readonly unpackedBytes: number;
  /** Highest unpacked size per packed byte, looked at only above {@link ratioFromBytes}. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
  /** A record above this is set aside as unreadable; its neighbours are read. */
  readonly recordBytes: number;
  /** A record nested deeper than this is set aside: code that walks records may recurse. */
  readonly depth: number;
  /** A chunk goes to the consumer as soon as it has this many records or this much JSON text. */
  readonly chunkRecords: number;
  readonly chunkBytes: number;
  /** Unpacked size of one CloudWatch Logs delivery, which is held in memory whole. */
  readonly logsBytes: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * CloudTrail closes a file every few minutes; the largest hold some hundred megabytes of JSON and pack 10 to 40 times.
 * The caps lie well above that, and low enough that one object is read within one invocation and within 300 MB.
 */
export const INGEST_LIMITS: IngestLimits = {
  unpackedBytes: 1024 * MIB,
  // Deflate cannot exceed 1032:1. Records that repeat a hundred times over stay below 250.
  ratio: 250,
  ratioFromBytes: 8 * MIB,
  // CloudTrail's own limit is 256 KB a record, 1 MB where it is enriched.
  recordBytes: 4 * MIB,
  depth: 200,
  chunkRecords: 1000,
  chunkBytes: 4 * MIB,
  logsBytes: 32 * MIB,
};
