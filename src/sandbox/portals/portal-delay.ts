/** A portal of the field takes its time; this makes the backlog visible. Milliseconds a request. */
export const PORTAL_DELAY_MS = 80;
