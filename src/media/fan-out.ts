/** `ab/cd/abcd…`: 65 536 folders or prefixes, as even as hashes are. */
export function toFanOut(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}
