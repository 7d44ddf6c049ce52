/** What a database tells of the network that an address belongs to. */
export interface FoundNetwork {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string;
  /** Number of the autonomous system. */
  readonly asn?: number;
  /** Who runs it, in their own words. */
  readonly organisation?: string;
}

/** Tells offline where an address is from. A hint for people: nothing is ever decided by it. */
export interface Networks {
  /** Undefined for an address that no database knows, for what is no address, and where no database can be read. */
  find(address: string): Promise<FoundNetwork | undefined>;
}
