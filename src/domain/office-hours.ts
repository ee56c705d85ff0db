const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Government sites publish between these hours at +08:00; outside of them only what cannot wait. */
const OPENS = 7;
const CLOSES = 20;

/** Monday to Friday, 7 to 20 h at +08:00. Public holidays are not known here: on them we merely ask too often. */
export function isOfficeTime(at: Date): boolean {
  const local = toLocal(at);
  const hour = local.getUTCHours();
  return !isWeekend(local) && hour >= OPENS && hour < CLOSES;
}

/** The given time where it is office time, else the next opening. */
export function nextOfficeTime(at: Date): Date {
  if (isOfficeTime(at)) return at;
  const local = toLocal(at);
  const midnight = Math.floor(local.getTime() / DAY_MS) * DAY_MS;
  let opening = midnight + OPENS * HOUR_MS;
  while (opening <= local.getTime() || isWeekend(new Date(opening))) opening += DAY_MS;
  return new Date(opening - 8 * HOUR_MS);
}

/** UTC fields of the answer are the wall clock at +08:00. */
function toLocal(at: Date): Date {
  return new Date(at.getTime() + 8 * HOUR_MS);
}

function isWeekend(local: Date): boolean {
  return local.getUTCDay() === 0 || local.getUTCDay() === 6;
}
