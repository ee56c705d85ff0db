/** Second-level domains under which organizations register a third: a shared `gov.cn` makes no common site. */
const SHARED_SUFFIX = /(?:^|\.)(?:gov|com|org|net|edu|ac|mil|[a-z]{2})\.(?:cn|hk|mo|tw|uk|jp|kr|au)$/i;

/** Decides which hosts belong to a site: its own, those of the same registered domain, and those allowed by name. */
export function isSameSite(url: string, siteUrl: string, allowHosts: readonly string[] = []): boolean {
  const target = new URL(url);
  const site = new URL(siteUrl);
  if (target.host === site.host) return true;
  const host = target.hostname.toLowerCase();
  if (allowHosts.some((allowed) => isHostOrBelow(host, allowed.toLowerCase()))) return true;
  const domain = registeredDomain(site.hostname.toLowerCase());
  return domain !== undefined && isHostOrBelow(host, domain);
}

function isHostOrBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** Undefined for addresses and single names, which share nothing with others. */
function registeredDomain(host: string): string | undefined {
  const labels = host.split('.');
  if (labels.length < 2 || /^[\d.]+$/.test(host) || host.startsWith('[')) return undefined;
  const lastTwo = labels.slice(-2).join('.');
  const count = SHARED_SUFFIX.test(lastTwo) ? 3 : 2;
  return labels.length < count ? undefined : labels.slice(-count).join('.');
}
