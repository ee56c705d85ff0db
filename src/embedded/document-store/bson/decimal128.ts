import { Decimal128 } from 'bson';
import type { RawValue } from './raw-value.js';

/** A finite decimal is `coefficient × 10^exponent`, exactly. */
export type DecimalValue =
  | { kind: 'nan' }
  | { kind: 'infinity'; negative: boolean }
  | { kind: 'finite'; coefficient: bigint; exponent: number };

/** Text form of a decimal128 value, e.g. `1.50`, `1E+3`, `NaN`. */
export function decimalText(value: RawValue): string {
  return new Decimal128(Uint8Array.from(value.bytes.subarray(value.start, value.end))).toString();
}

export function readDecimal(value: RawValue): DecimalValue {
  const text = decimalText(value);
  if (text === 'NaN') return { kind: 'nan' };
  if (text.endsWith('Infinity')) return { kind: 'infinity', negative: text.startsWith('-') };
  const [mantissa = '0', exponentText = '0'] = text.split('E');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return {
    kind: 'finite',
    coefficient: BigInt(whole + fraction),
    exponent: Number(exponentText) - fraction.length,
  };
}

/** The double nearest to a decimal. */
export function decimalToDouble(value: RawValue): number {
  return Number(decimalText(value));
}

/** Compares a finite decimal with a finite double by exact value. */
export function compareDecimalToDouble(
  decimal: { coefficient: bigint; exponent: number },
  double: number,
): number {
  const nearest = Number(`${decimal.coefficient.toString()}e${decimal.exponent}`);
  if (nearest !== double) return nearest < double ? -1 : 1;
  if (double === 0) return decimal.coefficient === 0n ? 0 : decimal.coefficient < 0n ? -1 : 1;
  const { mantissa, exponent } = exactDouble(double);
  // cross-multiply the powers of ten and of two to whole numbers on both sides
  let left = decimal.coefficient;
  let right = mantissa;
  if (decimal.exponent >= 0) left *= 10n ** BigInt(decimal.exponent);
  else right *= 10n ** BigInt(-decimal.exponent);
  if (exponent >= 0) right *= 2n ** BigInt(exponent);
  else left *= 2n ** BigInt(-exponent);
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Compares two finite decimals by exact value. */
export function compareDecimals(
  a: { coefficient: bigint; exponent: number },
  b: { coefficient: bigint; exponent: number },
): number {
  const shared = Math.min(a.exponent, b.exponent);
  const left = a.coefficient * 10n ** BigInt(a.exponent - shared);
  const right = b.coefficient * 10n ** BigInt(b.exponent - shared);
  return left === right ? 0 : left < right ? -1 : 1;
}

/** A finite double is `mantissa × 2^exponent`, exactly. */
function exactDouble(double: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, double);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: double < 0 ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
}
