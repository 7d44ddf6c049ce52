import { fileURLToPath } from 'node:url';

/**
 * Path of the database that comes with Trailbolt. The build replaces this module by one that names the copy beside the
 * bundle.
 */
export function networksFile(): string {
  return fileURLToPath(import.meta.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'));
}
