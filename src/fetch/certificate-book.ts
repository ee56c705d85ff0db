/** Ends of the certificates seen, by host: read once a connection, looked up with each answer. */
export interface CertificateBook {
  note: (hostname: string, endsAt: Date) => void;
  endOf: (url: string) => Date | undefined;
}

const MOST_HOSTS = 5000;

export function createCertificateBook(): CertificateBook {
  const ends = new Map<string, Date>();
  return {
    note(hostname, endsAt) {
      ends.delete(hostname);
      ends.set(hostname, endsAt);
      const [oldest] = ends.keys();
      if (ends.size > MOST_HOSTS && oldest !== undefined) ends.delete(oldest);
    },
    endOf(url) {
      if (!url.startsWith('https:')) return undefined;
      return ends.get(new URL(url).hostname);
    },
  };
}
